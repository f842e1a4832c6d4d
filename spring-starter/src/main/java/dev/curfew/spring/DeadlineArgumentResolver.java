package dev.curfew.spring;

import dev.curfew.Deadline;
import dev.curfew.servlet.RequestTimeoutFilter;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** A handler method may take its request's {@link Deadline} as an argument; one that never expires if it is not watched. */
final class DeadlineArgumentResolver implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Deadline.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        Object deadline =
                request.getAttribute(RequestTimeoutFilter.DEADLINE_ATTRIBUTE, RequestAttributes.SCOPE_REQUEST);
        return deadline == null ? Deadline.current() : deadline;
    }
}
