package dev.curfew.spring;

import dev.curfew.RequestTimeoutException;
import dev.curfew.servlet.RequestTimeoutFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.method.ControllerAdviceBean;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.annotation.ExceptionHandlerMethodResolver;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Lets the app's own {@link ExceptionHandler} for {@link RequestTimeoutException} have the last word: without it the timeout
 * answer takes the place of whatever a failure after the deadline would have given. Resolves nothing itself.
 */
final class AnsweringHandlers implements HandlerExceptionResolver, Ordered, ApplicationContextAware {

    private final Map<Class<?>, Boolean> answered = new ConcurrentHashMap<>();
    private @Nullable List<ControllerAdviceBean> advice;
    private @Nullable ApplicationContext context;

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public void setApplicationContext(ApplicationContext context) {
        this.context = context;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception failure) {
        if (failure instanceof RequestTimeoutException && handler instanceof HandlerMethod method) {
            if (answered.computeIfAbsent(method.getBeanType(), this::isAnswered)) {
                request.setAttribute(RequestTimeoutFilter.ANSWERED_ATTRIBUTE, true);
            }
        }
        return null;
    }

    private boolean isAnswered(Class<?> controller) {
        return handlesTimeouts(controller)
                || advice().stream()
                        .filter(each -> each.isApplicableToBeanType(controller))
                        .map(ControllerAdviceBean::getBeanType)
                        .anyMatch(type -> type != null && handlesTimeouts(type));
    }

    private synchronized List<ControllerAdviceBean> advice() {
        List<ControllerAdviceBean> known = advice;
        if (known == null) {
            known = context == null ? List.of() : ControllerAdviceBean.findAnnotatedBeans(context);
            advice = known;
        }
        return known;
    }

    /** Whether the class has a handler that names the exception, and not just any. */
    static boolean handlesTimeouts(Class<?> type) {
        Method method =
                new ExceptionHandlerMethodResolver(type).resolveMethodByExceptionType(RequestTimeoutException.class);
        if (method == null) {
            return false;
        }
        ExceptionHandler annotation = AnnotatedElementUtils.findMergedAnnotation(method, ExceptionHandler.class);
        return names(method.getParameterTypes()) || (annotation != null && names(annotation.value()));
    }

    private static boolean names(Class<?>[] types) {
        return Arrays.asList(types).contains(RequestTimeoutException.class);
    }
}
