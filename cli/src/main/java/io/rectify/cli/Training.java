package io.rectify.cli;

import io.rectify.data.Preprocessing;
import io.rectify.distill.Method;
import io.rectify.probe.SoftmaxProbe;

/** What is trained, and how: as the options say, or as it was chosen. */
record Training(
        Method method,
        Method.Parameters parameters,
        Preprocessing.Scheme preprocess,
        SoftmaxProbe.Options teacher,
        SoftmaxProbe.Options students) {}
