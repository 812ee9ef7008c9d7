package io.rectify.studies;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A study in two parts. {@link #cells} lists what is computed: each cell once, kept in a file as soon as it is finished, so that
 * an interrupted run goes on. {@link #write} makes figures and tables of what is kept and computes nothing anew.
 */
interface Experiment {
    /** Name on the command line, of its folder and of its blocks in the page. */
    String name();

    /** Heading of its section. */
    String title();

    /** The papers' study that it repeats, or the question beyond them, in one line. */
    String study();

    /** How long all cells take on two cores, in words. */
    String duration();

    /** The columns that tell cells apart; a cell may leave some empty. */
    List<String> keys();

    /** Names of the data sets that it reads. */
    List<String> dataSets(Plan plan);

    /**
     * What decides the numbers of every cell beside its key and the data: options, and a number that is raised where the
     * computation changes. Cells of other settings are not used.
     */
    Map<String, Object> settings(Plan plan);

    /** All cells, in the order in which they are computed and kept. */
    List<Cell> cells(Plan plan);

    /**
     * Makes figures and tables.
     *
     * @param results of all cells of the plan
     */
    void write(Results results, Page page) throws IOException;
}
