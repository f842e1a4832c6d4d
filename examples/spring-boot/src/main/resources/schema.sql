create alias pause for 'java.lang.Thread.sleep(long)';
create table product (id int primary key, name varchar(40) not null, cents int not null);
create table review (product int not null references product, text varchar(400) not null);
create table purchase (id int generated always as identity primary key, product int not null references product);
