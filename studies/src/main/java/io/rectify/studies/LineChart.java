package io.rectify.studies;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Lines with error bars over numbers. Copies with what is changed are made by the {@code with…} methods. */
record LineChart(
        String title,
        String xTitle,
        String yTitle,
        Range x,
        Range y,
        List<Line> lines,
        int width,
        int height,
        boolean legend)
        implements Picture {
    /** Of an axis: NaN where it follows the data. */
    record Range(double from, double to, boolean logarithmic) {
        static final Range OF_DATA = new Range(Double.NaN, Double.NaN, false);
    }

    /** How a line is drawn. */
    enum Stroke {
        SOLID,
        DASHED,
        DOTTED,
        /** Marks alone. */
        NONE
    }

    /**
     * A line.
     *
     * @param errors half the lengths of the error bars; empty for none
     * @param mark index of its mark's shape
     */
    record Line(
            String name,
            double[] xs,
            double[] ys,
            double[] errors,
            Color colour,
            int mark,
            Stroke stroke,
            boolean marks) {
        static Line of(String name, double[] xs, double[] ys, int colour) {
            return new Line(name, xs, ys, new double[0], Palette.line(colour), colour, Stroke.SOLID, true);
        }

        /** Means with their deviations as error bars, times a factor: 100 for percent. */
        static Line of(String name, double[] xs, List<Spread> ys, double factor, int colour) {
            return new Line(
                    name,
                    xs,
                    ys.stream().mapToDouble(spread -> factor * spread.mean()).toArray(),
                    ys.stream().anyMatch(spread -> spread.count() > 1)
                            ? ys.stream()
                                    .mapToDouble(spread -> factor * spread.deviation())
                                    .toArray()
                            : new double[0],
                    Palette.line(colour),
                    colour,
                    Stroke.SOLID,
                    true);
        }

        Line with(Stroke other) {
            return new Line(name, xs, ys, errors, colour, mark, other, marks);
        }

        Line with(Color other) {
            return new Line(name, xs, ys, errors, other, mark, stroke, marks);
        }

        Line withoutMarks() {
            return new Line(name, xs, ys, errors, colour, mark, stroke, false);
        }
    }

    private static final Marker[] MARKS = {
        SeriesMarkers.CIRCLE,
        SeriesMarkers.SQUARE,
        SeriesMarkers.DIAMOND,
        SeriesMarkers.TRIANGLE_UP,
        SeriesMarkers.TRIANGLE_DOWN
    };

    LineChart(String title, String xTitle, String yTitle) {
        this(title, xTitle, yTitle, Range.OF_DATA, Range.OF_DATA, List.of(), 640, 460, true);
    }

    LineChart with(Line line) {
        List<Line> more = new ArrayList<>(lines);
        more.add(line);
        return new LineChart(title, xTitle, yTitle, x, y, List.copyOf(more), width, height, legend);
    }

    LineChart withX(double from, double to) {
        return new LineChart(
                title, xTitle, yTitle, new Range(from, to, x.logarithmic()), y, lines, width, height, legend);
    }

    LineChart withY(double from, double to) {
        return new LineChart(
                title, xTitle, yTitle, x, new Range(from, to, y.logarithmic()), lines, width, height, legend);
    }

    LineChart withLogarithmicX() {
        return new LineChart(title, xTitle, yTitle, new Range(x.from(), x.to(), true), y, lines, width, height, legend);
    }

    LineChart withLogarithmicY() {
        return new LineChart(title, xTitle, yTitle, x, new Range(y.from(), y.to(), true), lines, width, height, legend);
    }

    LineChart withSize(int newWidth, int newHeight) {
        return new LineChart(title, xTitle, yTitle, x, y, lines, newWidth, newHeight, legend);
    }

    LineChart withoutLegend() {
        return new LineChart(title, xTitle, yTitle, x, y, lines, width, height, false);
    }

    @Override
    public BufferedImage draw() {
        XYChart chart = new XYChartBuilder()
                .width(width)
                .height(height)
                .title(title)
                .xAxisTitle(xTitle)
                .yAxisTitle(yTitle)
                .build();
        style(chart);
        for (Line line : lines) {
            add(chart, line);
        }
        return BitmapEncoder.getBufferedImage(chart);
    }

    private void style(XYChart chart) {
        XYStyler styler = chart.getStyler();
        styler.setChartBackgroundColor(Color.WHITE)
                .setChartTitleFont(Fonts.bold(16))
                .setChartTitleBoxVisible(false)
                .setChartTitlePadding(8)
                .setLegendVisible(legend)
                .setLegendFont(Fonts.plain(14))
                .setLegendBorderColor(Color.WHITE)
                .setLegendPosition(Styler.LegendPosition.OutsideE)
                .setAntiAlias(true);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesColor(Palette.FAINT);
        styler.setAxisTitleFont(Fonts.plain(15));
        styler.setAxisTickLabelsFont(Fonts.plain(14));
        styler.setAxisTickLabelsColor(Palette.INK);
        styler.setMarkerSize(7);
        styler.setLegendSeriesLineLength(40);
        styler.setErrorBarsColorSeriesColor(true);
        chart.getStyler().setXAxisLogarithmic(x.logarithmic()).setYAxisLogarithmic(y.logarithmic());
        if (!Double.isNaN(x.from())) {
            chart.getStyler().setXAxisMin(x.from()).setXAxisMax(x.to());
        }
        if (!Double.isNaN(y.from())) {
            chart.getStyler().setYAxisMin(y.from()).setYAxisMax(y.to());
        }
    }

    private static void add(XYChart chart, Line line) {
        int[] shown = IntStream.range(0, line.ys().length)
                .filter(i -> Double.isFinite(line.ys()[i]))
                .toArray();
        double[] xs = chosen(line.xs(), shown);
        double[] ys = chosen(line.ys(), shown);
        XYSeries series = line.errors().length == 0
                ? chart.addSeries(line.name(), xs, ys)
                : chart.addSeries(line.name(), xs, ys, chosen(line.errors(), shown));
        series.setMarkerColor(line.colour());
        series.setMarker(line.marks() ? MARKS[line.mark() % MARKS.length] : SeriesMarkers.NONE);
        series.setLineColor(line.colour()).setLineStyle(stroke(line.stroke()));
    }

    private static double[] chosen(double[] values, int[] indices) {
        return IntStream.of(indices).mapToDouble(i -> values[i]).toArray();
    }

    private static BasicStroke stroke(Stroke stroke) {
        float[] dash = switch (stroke) {
            case DASHED -> new float[] {6, 4};
            case DOTTED -> new float[] {2, 5};
            default -> new float[] {1, 0};
        };
        return stroke == Stroke.NONE
                ? new BasicStroke(0, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {0.01f, 1e6f}, 0)
                : stroke == Stroke.SOLID
                        ? new BasicStroke(2.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND)
                        : new BasicStroke(2.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash, 0);
    }
}
