package io.rectify.studies;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Computes the cells of an experiment that its folder has not, and writes figures, tables and the page from all of them. */
final class ExperimentRun {
    private static final String CELLS = "cells.csv";

    private final Experiment experiment;
    private final Plan plan;
    private final Path out;
    private final Path folder;
    private final List<Cell> cells;

    /**
     * @param out folder of all results; the page is the file of that name with {@code .md} beside it
     */
    ExperimentRun(Experiment experiment, Plan plan, Path out) {
        this.experiment = experiment;
        this.plan = plan;
        this.out = out.toAbsolutePath().normalize();
        this.folder = this.out.resolve(experiment.name());
        this.cells = experiment.cells(plan);
    }

    /** The page that an output folder belongs to. */
    static Path pageOf(Path out) {
        return out.resolveSibling(out.getFileName() + ".md");
    }

    /** Computes what is missing, then writes. */
    void run(SourceState source, PrintStream progress) throws IOException {
        Files.createDirectories(folder);
        Provenance provenance = provenance(progress);
        CellStore store = CellStore.open(folder.resolve(CELLS), experiment.keys());
        List<Cell> missing =
                cells.stream().filter(cell -> !store.has(cell.key())).toList();
        progress.printf(
                "%s: %d cells, %d of them known, in %s%n",
                experiment.name(), cells.size(), cells.size() - missing.size(), folder);
        compute(missing, store, provenance, source, progress);
        Page page = write(folder, true);
        page.save(pageOf(out), experiment.title());
        progress.printf("%s: written to %s%n", experiment.name(), pageOf(out));
    }

    private void compute(
            List<Cell> missing, CellStore store, Provenance provenance, SourceState source, PrintStream progress)
            throws IOException {
        CellProgress told = new CellProgress(
                progress,
                experiment.name(),
                missing.size(),
                missing.stream().mapToDouble(Cell::cost).sum());
        Path parts = folder.resolve("parts");
        Workbench bench = new Workbench(plan, parts);
        for (Cell cell : missing) {
            Measures measures = new Measures();
            long begin = System.nanoTime();
            cell.work().compute(bench, measures);
            double seconds = (System.nanoTime() - begin) / 1e9;
            store.add(cell.key(), measures, seconds);
            delete(parts);
            provenance.computed(source, plan.threads(), seconds);
            told.finished(cell, seconds);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> below = Files.walk(folder)) {
                for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /** What the cells are made of; those of another make are deleted before it is recorded. */
    private Provenance provenance(PrintStream progress) throws IOException {
        Provenance now = Provenance.of(experiment, plan, folder);
        Optional<Provenance> before = Provenance.read(folder);
        List<String> differences =
                before.map(now::differences).orElse(List.of("no " + Provenance.FILE + " beside them"));
        if (differences.isEmpty()) {
            now.goesOn(before.orElseThrow());
        } else if (Files.exists(folder.resolve(CELLS))) {
            progress.printf(
                    "%s: the cells in %s are not used but made anew: %s%n",
                    experiment.name(), folder, String.join("; ", differences));
            Files.delete(folder.resolve(CELLS));
            delete(folder.resolve("parts"));
        }
        now.save();
        return now;
    }

    /**
     * Makes the blocks of the page, and the tables beside them, from stored cells alone.
     *
     * @param target folder for tables and figures
     * @throws IllegalStateException if a cell is missing
     */
    Page write(Path target, boolean pictures) throws IOException {
        CellStore store = CellStore.open(folder.resolve(CELLS), experiment.keys());
        Page page = new Page(experiment.name(), target, out.getFileName() + "/" + experiment.name(), pictures);
        experiment.write(store.results(cells.stream().map(Cell::key).toList()), page);
        Provenance made = Provenance.read(folder)
                .orElseThrow(() -> new IllegalStateException("no " + Provenance.FILE + " in " + folder));
        page.block("provenance")
                .text("Made by `bench/run experiments " + experiment.name() + "` from [cells.csv](" + out.getFileName()
                        + "/" + experiment.name() + "/" + CELLS + "). " + made.text());
        return page;
    }
}
