/**
 * What a run leaves behind and the next one takes up: its hidden directory of kept parts, its model, its predictions,
 * suggestions and findings. The tables themselves are those of {@link io.rectify.formats}.
 *
 * <table>
 *   <caption>Where to begin</caption>
 *   <tr><th>what</th><th>class</th></tr>
 *   <tr><td>lock of an output that is being made, and fits kept beside it until it is done</td>
 *     <td>{@link io.rectify.run.RunParts}, whose fits are {@link io.rectify.run.FitParts}</td></tr>
 *   <tr><td>a model, read and written</td><td>{@link io.rectify.run.ModelFile}</td></tr>
 *   <tr><td>a model for other programs</td><td>{@link io.rectify.run.OnnxModelFile}</td></tr>
 *   <tr><td>predictions of any model, read</td>
 *     <td>{@link io.rectify.run.Predictions}; without names, {@link io.rectify.run.ProbabilityFile}</td></tr>
 *   <tr><td>predictions, written</td>
 *     <td>{@link io.rectify.run.PredictionCsv}, {@link io.rectify.run.PredictionParquet}</td></tr>
 *   <tr><td>all labels with what is said of them, written</td>
 *     <td>{@link io.rectify.run.LabelsOutput}, in the words of {@link io.rectify.run.LabelVerdict}</td></tr>
 *   <tr><td>what an audit found, written</td>
 *     <td>{@link io.rectify.run.AuditCsv}, {@link io.rectify.run.AuditParquet}</td></tr>
 *   <tr><td>rows to review, written, and reviewers' answers, read</td><td>{@link io.rectify.run.ReviewCsv}</td></tr>
 *   <tr><td>what reviewers decide, kept line by line</td><td>{@link io.rectify.run.ReviewJournal}</td></tr>
 *   <tr><td>an audit's directory, read back</td><td>{@link io.rectify.run.AuditedRows}</td></tr>
 *   <tr><td>decisions about suggested labels, read</td><td>{@link io.rectify.run.Decisions}</td></tr>
 * </table>
 *
 * <p>Every output appears whole or not at all, by {@link io.rectify.formats.AtomicOutput}.
 */
@NullMarked
package io.rectify.run;

import org.jspecify.annotations.NullMarked;
