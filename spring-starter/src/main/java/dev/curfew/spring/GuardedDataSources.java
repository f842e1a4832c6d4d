package dev.curfew.spring;

import dev.curfew.jdbc.GuardedDataSource;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.SQLException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.NativeDetector;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.SmartDataSource;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.util.ClassUtils;

/**
 * Guards each {@code DataSource} bean. The bean keeps its class where that can have a subclass, so that it can be injected
 * by it and the pool's meters find it; all but its connections is its own.
 */
final class GuardedDataSources implements BeanPostProcessor, BeanClassLoaderAware {

    private static final boolean SPRING_JDBC = ClassUtils.isPresent(
            "org.springframework.jdbc.datasource.DelegatingDataSource", GuardedDataSources.class.getClassLoader());

    private final boolean queryTimeout;
    private @Nullable ClassLoader classLoader;

    GuardedDataSources(boolean queryTimeout) {
        this.queryTimeout = queryTimeout;
    }

    @Override
    public void setBeanClassLoader(ClassLoader classLoader) {
        this.classLoader = classLoader;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (!(bean instanceof DataSource source) || bean instanceof ScopedObject) {
            return bean; // what a scope holds is a bean of its own
        }
        return guard(source);
    }

    private DataSource guard(DataSource source) {
        if (isGuarded(source)
                || (SPRING_JDBC && (SpringJdbc.isSmart(source) || SpringJdbc.guardTarget(source, this::guard)))) {
            return source;
        }
        GuardedDataSource guarded = GuardedDataSource.of(source);
        guarded = queryTimeout ? guarded.withQueryTimeout() : guarded;
        return NativeDetector.inNativeImage() ? guarded : proxy(source, guarded);
    }

    private static boolean isGuarded(DataSource source) {
        try {
            return source instanceof GuardedDataSource
                    || (!(SPRING_JDBC && SpringJdbc.isRouting(source)) && source.isWrapperFor(GuardedDataSource.class));
        } catch (SQLException | RuntimeException e) {
            return false; // it cannot say so
        }
    }

    private DataSource proxy(DataSource source, GuardedDataSource guarded) {
        ProxyFactory factory = new ProxyFactory(source);
        factory.setProxyTargetClass(mayHaveSubclass(source.getClass()));
        factory.addAdvice((MethodInterceptor) call -> invoke(call, guarded));
        return (DataSource) factory.getProxy(classLoader);
    }

    /** A final method would work on the fields of the subclass, which are empty. */
    private static boolean mayHaveSubclass(Class<?> type) {
        return !Modifier.isFinal(type.getModifiers())
                && !Modifier.isPrivate(type.getModifiers())
                && Stream.of(type.getMethods())
                        .filter(method -> method.getDeclaringClass() != Object.class)
                        .map(Method::getModifiers)
                        .noneMatch(modifiers -> Modifier.isFinal(modifiers) && !Modifier.isStatic(modifiers));
    }

    private static @Nullable Object invoke(MethodInvocation call, GuardedDataSource guarded) throws Throwable {
        @Nullable Object[] arguments = call.getArguments();
        return switch (call.getMethod().getName()) {
            case "getConnection" ->
                arguments.length == 0
                        ? guarded.getConnection()
                        : guarded.getConnection((String) arguments[0], (String) arguments[1]);
            case "createConnectionBuilder" -> guarded.createConnectionBuilder();
            case "unwrap" -> guarded.unwrap((Class<?>) arguments[0]);
            case "isWrapperFor" -> guarded.isWrapperFor((Class<?>) arguments[0]);
            default -> call.proceed();
        };
    }

    /** For apps that have Spring JDBC. */
    private static final class SpringJdbc {

        /** It knows its connections by their identity, as a {@code SingleConnectionDataSource} does. */
        static boolean isSmart(DataSource source) {
            return source instanceof SmartDataSource;
        }

        /** Its connections come from other {@code DataSource}s, not always the same. */
        static boolean isRouting(DataSource source) {
            return source instanceof AbstractRoutingDataSource;
        }

        /** One that passes calls on stays as it is: Spring itself looks through it for what is behind. */
        static boolean guardTarget(DataSource source, UnaryOperator<DataSource> guard) {
            if (!(source instanceof DelegatingDataSource delegating) || delegating.getTargetDataSource() == null) {
                return false;
            }
            delegating.setTargetDataSource(guard.apply(delegating.getTargetDataSource()));
            return true;
        }
    }
}
