/**
 * Tables in and out. Begin with {@link io.rectify.formats.TableFile}: it opens one file, or several as one, of any {@link
 * io.rectify.formats.TableFormat} as rows of float32 features and, by {@link io.rectify.formats.TableRole}, columns of ids, texts
 * and labels; {@link io.rectify.formats.TableOptions} says which column is what. {@code TableFile.read} gives a {@link
 * io.rectify.formats.Table} in memory, {@code TableFile.open} a {@link io.rectify.formats.TableReader}, block by block, and {@code
 * TableFile.write} takes either.
 *
 * <table>
 *   <caption>The formats</caption>
 *   <tr><th>format</th><th>reader</th><th>writer</th><th>features</th><th>ids, texts, labels</th><th>beneath</th></tr>
 *   <tr><td>npy</td><td>{@code NpyTableReader}</td><td>{@code NpyTableWriter}</td>
 *     <td>the array, N×D</td><td>none</td>
 *     <td>{@code NpyArray}, {@code NpyHeader}, {@code NpyType}; {@code NpyRows} reads blocks on demand</td></tr>
 *   <tr><td>npz</td><td>{@code NpzTableReader}</td><td>{@code NpzTableWriter}</td>
 *     <td>an array of two dimensions</td><td>arrays of one</td>
 *     <td>{@code NpzArchive}, {@code NpzEntry}, and those of npy</td></tr>
 *   <tr><td>csv, tsv</td><td>{@code CsvTableReader}</td><td>{@code CsvTableWriter}</td>
 *     <td>a column each</td><td>columns by name</td>
 *     <td>{@code CsvTable}, {@code CsvRecords}, {@code CsvDialect}; {@code CsvOutput} writes any csv</td></tr>
 *   <tr><td>JSON Lines, JSON</td><td>{@code JsonTableReader}</td><td>{@code JsonlTableWriter}</td>
 *     <td>a field that is an array, or a field each</td><td>fields by name</td><td>{@code JsonFields}</td></tr>
 *   <tr><td>Parquet</td><td>{@code ParquetTableReader}</td><td>{@code ParquetTableWriter}</td>
 *     <td>a column of lists, or a column each</td><td>columns by name</td>
 *     <td>{@code DuckDb}, {@code ParquetColumns}, {@code ParquetFeatures}; {@code ParquetTables} writes any Parquet</td></tr>
 *   <tr><td>libsvm</td><td>{@code LibsvmTableReader}</td><td>{@code LibsvmTableWriter}</td>
 *     <td>index:value pairs, the rest 0</td><td>labels, as numbers</td><td>{@code TextLines}</td></tr>
 *   <tr><td>safetensors</td><td>{@code SafetensorsTableReader}</td><td>{@code SafetensorsTableWriter}</td>
 *     <td>a tensor of two dimensions</td><td>labels, as numbers of classes</td>
 *     <td>{@code SafetensorsReader}, {@code SafetensorsHeader}; {@code Safetensors} for tensors of any kind</td></tr>
 * </table>
 *
 * <p>A new format costs a {@code TableReader}, a {@code TableWriter} and a constant of {@code TableFormat}.
 *
 * <p>What all of them share: {@link io.rectify.formats.RowBlock} and {@link io.rectify.formats.TableSchema}, what passes from
 * reader to writer; {@code TableColumns}, which column is what; {@code FloatText} and {@code FiniteFloats}, numbers checked as they
 * come; {@link io.rectify.formats.InputFile}, files opened, gzip included. A table larger than memory is a {@link
 * io.rectify.formats.StreamedTable}.
 *
 * <p>What is used as what stands in {@link io.rectify.formats.TableUse}; {@code IndexColumns} are no features, {@code NumberList} is a list
 * written as text, {@code OneHot} columns tell a label together. What labels mean in every format, which are missing and which the same, is in
 * {@code LabelValues}, by {@link io.rectify.formats.LabelRules}; {@link io.rectify.formats.GivenLabels} comes out.
 *
 * <p>Labels beside features: {@link io.rectify.formats.LabelColumns}, {@link io.rectify.formats.LabelFile} and {@link io.rectify.formats.LabelTable} read them alone,
 * {@link io.rectify.formats.LabelJoin} joins them to a table, {@link io.rectify.formats.LabelReplacement} writes a copy with
 * others. {@link io.rectify.formats.Superclasses} and {@link io.rectify.formats.TransitionFile} are what is known of the classes.
 *
 * <p>Outputs appear whole or not at all, by {@link io.rectify.formats.AtomicOutput}. Bad input is refused by a {@link
 * io.rectify.formats.DataFormatException}, a place that cannot be written by an {@link io.rectify.formats.OutputException}; the
 * message of either is one line that can be shown as it is. Models, predictions and run directories are in {@code
 * io.rectify.run}.
 */
@NullMarked
package io.rectify.formats;

import org.jspecify.annotations.NullMarked;
