package dev.curfew.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what is wrong with the configuration in place of a stack trace. */
final class CurfewFailureAnalyzer extends AbstractFailureAnalyzer<CurfewConfigurationException> {

    CurfewFailureAnalyzer() {}

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, CurfewConfigurationException cause) {
        return new FailureAnalysis(
                "Curfew refuses the configuration at '" + cause.where() + "':\n\n    " + cause.what(),
                "Correct '" + cause.where() + "' as the text in brackets says.",
                cause);
    }
}
