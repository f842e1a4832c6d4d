insert into product values (1, 'Lamp', 2990), (2, 'Chair', 7900), (3, 'Clock', 1495);
insert into review values (1, 'Bright.'), (3, 'Late at times.');
