package io.rectify.studies;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * A matrix as coloured cells, with lines over them and a tree beside them. Places count in cells: the middle of the first column is
 * .5.
 *
 * @param values row by row; NaN is grey
 * @param topDown whether the first row is the topmost
 */
record HeatMap(
        String title,
        double[][] values,
        Axis columns,
        Axis rows,
        Scale scale,
        List<Curve> curves,
        List<Block> blocks,
        Optional<Tree> tree,
        double cellWidth,
        double cellHeight,
        boolean topDown)
        implements Picture {
    /** Names at places of an axis. */
    record Axis(String title, double[] at, List<String> labels) {}

    /** What colours mean. */
    sealed interface Scale {
        String title();

        Color colour(double value);

        /** Numbers from dark to light. */
        record Continuous(String title, double from, double to) implements Scale {
            @Override
            public Color colour(double value) {
                return Palette.sequential((value - from) / (to - from));
            }
        }

        /** Whole numbers 0, 1, … by name, light to dark; NaN has a name of its own. */
        record Steps(String title, List<String> names, String none) implements Scale {
            @Override
            public Color colour(double value) {
                return Palette.sequential(1 - value / (names.size() - 1));
            }
        }
    }

    /** A line over the cells, with its name at its last place. */
    record Curve(String name, double[] xs, double[] ys) {}

    /** The outline of the cells from a row and column to others, both exclusive at the end. */
    record Block(int from, int to, Color colour) {}

    /**
     * A tree at the right of the rows.
     *
     * @param cut height of a line across
     */
    record Tree(Dendrogram dendrogram, String title, double cut) {}

    private static final int LEGEND = 150;
    private static final int TREE = 260;
    private static final int GAP = 14;

    HeatMap(String title, double[][] values, Axis columns, Axis rows, Scale scale) {
        this(title, values, columns, rows, scale, List.of(), List.of(), Optional.empty(), 28, 28, false);
    }

    HeatMap with(Curve curve) {
        List<Curve> more = new ArrayList<>(curves);
        more.add(curve);
        return new HeatMap(title, values, columns, rows, scale, more, blocks, tree, cellWidth, cellHeight, topDown);
    }

    HeatMap with(List<Block> outlines) {
        return new HeatMap(title, values, columns, rows, scale, curves, outlines, tree, cellWidth, cellHeight, topDown);
    }

    HeatMap with(Tree other) {
        return new HeatMap(
                title,
                values,
                columns,
                rows,
                scale,
                curves,
                blocks,
                Optional.of(other),
                cellWidth,
                cellHeight,
                topDown);
    }

    HeatMap withCells(double width, double height) {
        return new HeatMap(title, values, columns, rows, scale, curves, blocks, tree, width, height, topDown);
    }

    HeatMap fromTheTop() {
        return new HeatMap(title, values, columns, rows, scale, curves, blocks, tree, cellWidth, cellHeight, true);
    }

    @Override
    public BufferedImage draw() {
        return new Drawing().draw();
    }

    /** Places in the picture. */
    private final class Drawing {
        private final double width = values[0].length * cellWidth;
        private final double height = values.length * cellHeight;
        private double left;
        private double top;
        private final double tickSize = 14;

        BufferedImage draw() {
            Graphics2D measuring = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
            double columnLabels = columnLabelHeight(measuring);
            left = 30 + GAP + widest(measuring, rows.labels(), rowLabelSize());
            top = 44;
            double titleEnd = left + measuring.getFontMetrics(Fonts.bold(16)).stringWidth(title) + GAP;
            measuring.dispose();
            int allWidth =
                    (int) Math.max(titleEnd, left + width + gap() + (tree.isPresent() ? TREE + GAP : 0) + LEGEND);
            int allHeight = (int) Math.max(top + height + columnLabels + 40, 260);
            BufferedImage image = new BufferedImage(allWidth, allHeight, BufferedImage.TYPE_INT_RGB);
            Graphics2D g = image.createGraphics();
            g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            g.setColor(Color.WHITE);
            g.fillRect(0, 0, allWidth, allHeight);
            cells(g);
            curves(g);
            axes(g, columnLabels);
            tree.ifPresent(t -> tree(g, t));
            legend(g, left + width + gap() + (tree.isPresent() ? TREE + GAP : 0));
            g.dispose();
            return image;
        }

        /** Between cells and legend, with room for the names of curves. */
        private int gap() {
            return curves.isEmpty() ? GAP : 4 * GAP;
        }

        private double x(double column) {
            return left + column * cellWidth;
        }

        private double y(double row) {
            return topDown ? top + row * cellHeight : top + height - row * cellHeight;
        }

        private double rowLabelSize() {
            return Math.min(tickSize, closest(rows.at()) * cellHeight * 1.1);
        }

        private double columnLabelSize() {
            return Math.min(tickSize, slanted() ? closest(columns.at()) * cellWidth * 1.1 : tickSize);
        }

        private boolean slanted() {
            return columns.labels().stream().mapToInt(String::length).max().orElse(0) > 6;
        }

        private double columnLabelHeight(Graphics2D g) {
            return slanted() ? widest(g, columns.labels(), columnLabelSize()) + 6 : 22;
        }

        private static double closest(double[] places) {
            double closest = Double.POSITIVE_INFINITY;
            for (int i = 1; i < places.length; i++) {
                closest = Math.min(closest, Math.abs(places[i] - places[i - 1]));
            }
            return closest;
        }

        private static double widest(Graphics2D g, List<String> texts, double size) {
            FontMetrics metrics = g.getFontMetrics(Fonts.plain(size));
            return texts.stream().mapToInt(metrics::stringWidth).max().orElse(0);
        }

        private void cells(Graphics2D g) {
            g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_OFF);
            for (int i = 0; i < values.length; i++) {
                for (int j = 0; j < values[i].length; j++) {
                    g.setColor(scale.colour(values[i][j]));
                    double upper = Math.min(y(i), y(i + 1));
                    g.fill(new Rectangle2D.Double(
                            Math.floor(x(j)),
                            Math.floor(upper),
                            Math.floor(x(j + 1)) - Math.floor(x(j)),
                            Math.floor(upper + cellHeight) - Math.floor(upper)));
                }
            }
            g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            for (Block block : blocks) {
                g.setColor(block.colour());
                g.setStroke(new BasicStroke(1.6f));
                g.draw(new Rectangle2D.Double(
                        x(block.from()),
                        Math.min(y(block.from()), y(block.to())),
                        (block.to() - block.from()) * cellWidth,
                        (block.to() - block.from()) * cellHeight));
            }
        }

        private void curves(Graphics2D g) {
            for (Curve curve : curves) {
                Path2D path = new Path2D.Double();
                int last = -1;
                for (int i = 0; i < curve.xs().length; i++) {
                    boolean inside = curve.xs()[i] >= 0
                            && curve.xs()[i] <= values[0].length
                            && curve.ys()[i] >= 0
                            && curve.ys()[i] <= values.length;
                    if (inside && last == i - 1 && last >= 0) {
                        path.lineTo(x(curve.xs()[i]), y(curve.ys()[i]));
                    } else if (inside) {
                        path.moveTo(x(curve.xs()[i]), y(curve.ys()[i]));
                    }
                    last = inside ? i : last;
                }
                if (last >= 0) {
                    g.setColor(Color.WHITE); // a rim, so that it is seen on dark cells too
                    g.setStroke(new BasicStroke(4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
                    g.draw(path);
                    g.setColor(Color.BLACK);
                    g.setStroke(new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
                    g.draw(path);
                    name(g, curve.name(), x(curve.xs()[last]), y(curve.ys()[last]));
                }
            }
        }

        /** Beside the last place of a curve where it ends at the right edge, else above it. */
        private void name(Graphics2D g, String name, double x, double y) {
            g.setFont(Fonts.bold(13));
            boolean beside = x > left + width - cellWidth / 2;
            g.drawString(
                    name,
                    (float) (beside ? left + width + 3 : x - g.getFontMetrics().stringWidth(name) / 2.0),
                    (float) (beside ? y + 5 : y - 5));
        }

        private void axes(Graphics2D g, double columnLabels) {
            g.setColor(Palette.INK);
            g.setFont(Fonts.bold(16));
            g.drawString(title, (float) left, 20);
            g.setFont(Fonts.plain(rowLabelSize()));
            FontMetrics metrics = g.getFontMetrics();
            for (int i = 0; i < rows.labels().size(); i++) {
                String label = rows.labels().get(i);
                g.drawString(label, (float) (left - 6 - metrics.stringWidth(label)), (float)
                        (y(rows.at()[i]) + metrics.getAscent() * 0.36));
            }
            g.setFont(Fonts.plain(columnLabelSize()));
            for (int j = 0; j < columns.labels().size(); j++) {
                columnLabel(g, columns.labels().get(j), x(columns.at()[j]));
            }
            g.setFont(Fonts.plain(15));
            g.drawString(
                    columns.title(),
                    (float) (left + (width - g.getFontMetrics().stringWidth(columns.title())) / 2),
                    (float) (top + height + columnLabels + 20));
            upwards(g, rows.title(), 22, top + (height + g.getFontMetrics().stringWidth(rows.title())) / 2);
        }

        private void columnLabel(Graphics2D g, String label, double x) {
            FontMetrics metrics = g.getFontMetrics();
            if (slanted()) {
                upwards(g, label, x + metrics.getAscent() * 0.36, top + height + 6 + metrics.stringWidth(label));
            } else {
                g.drawString(label, (float) (x - metrics.stringWidth(label) / 2.0), (float) (top + height + 18));
            }
        }

        private static void upwards(Graphics2D g, String text, double x, double y) {
            g.translate(x, y);
            g.rotate(-Math.PI / 2);
            g.drawString(text, 0, 0);
            g.rotate(Math.PI / 2);
            g.translate(-x, -y);
        }

        private void tree(Graphics2D g, Tree shown) {
            double from = left + width + gap();
            Dendrogram dendrogram = shown.dendrogram();
            double largest = dendrogram.largestHeight();
            double least =
                    dendrogram.joins().isEmpty() ? 0 : dendrogram.joins().get(0).height();
            double begin = Math.max(0, Math.min(least, shown.cut()) - 0.15 * (largest - least));
            DoubleUnaryOperator at = h -> from + Math.max(0, h - begin) / (largest - begin) * (TREE - 10);
            g.setStroke(new BasicStroke(1.2f));
            g.setColor(Palette.INK);
            for (Dendrogram.Join join : dendrogram.joins()) {
                double meet = at.applyAsDouble(join.height());
                double first = y(join.firstAt());
                double second = y(join.secondAt());
                g.draw(new Line2D.Double(at.applyAsDouble(join.firstFrom()), first, meet, first));
                g.draw(new Line2D.Double(at.applyAsDouble(join.secondFrom()), second, meet, second));
                g.draw(new Line2D.Double(meet, first, meet, second));
            }
            double cut = at.applyAsDouble(shown.cut());
            g.setColor(Palette.line(1));
            g.setStroke(new BasicStroke(1.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {6, 4}, 0));
            g.draw(new Line2D.Double(cut, top, cut, top + height));
            g.setFont(Fonts.plain(13));
            g.drawString("cut", (float) (cut - 10), (float) (top - 4));
            g.setColor(Palette.INK);
            g.drawString(twoDecimals(begin), (float) from, (float) (top + height + 16));
            g.drawString(twoDecimals(largest), (float) (from + TREE - 36), (float) (top + height + 16));
            g.drawString(shown.title(), (float) from + 10, (float) (top + height + 34));
        }

        private static String twoDecimals(double value) {
            return String.format(Locale.ROOT, "%.2f", value);
        }

        private void legend(Graphics2D g, double x) {
            g.setFont(Fonts.plain(14));
            g.setColor(Palette.INK);
            double y = top + 12;
            for (String line : scale.title().split("\n")) {
                g.drawString(line, (float) x, (float) y);
                y += 18;
            }
            if (scale instanceof Scale.Continuous continuous) {
                bar(g, continuous, x, y);
            } else if (scale instanceof Scale.Steps steps) {
                entries(g, steps, x, y);
            }
        }

        private void bar(Graphics2D g, Scale.Continuous continuous, double x, double y) {
            int length = 160;
            boolean wide = continuous.to() - continuous.from() > 10;
            for (int i = 0; i < length; i++) {
                g.setColor(Palette.sequential(1 - (double) i / (length - 1)));
                g.fill(new Rectangle2D.Double(x, y + i, 20, 1));
            }
            g.setColor(Palette.INK);
            for (int i = 0; i <= 4; i++) {
                double value = continuous.to() - i / 4.0 * (continuous.to() - continuous.from());
                g.drawString(wide ? Long.toString(Math.round(value)) : twoDecimals(value), (float) x + 27, (float)
                        (y + 5 + i * (length - 1) / 4.0));
            }
        }

        private void entries(Graphics2D g, Scale.Steps steps, double x, double from) {
            double y = from;
            for (int i = 0; i <= steps.names().size(); i++) {
                boolean none = i == steps.names().size();
                g.setColor(none ? Palette.NOTHING : steps.colour(i));
                g.fill(new Rectangle2D.Double(x, y, 20, 16));
                g.setColor(Palette.INK);
                g.drawString(none ? steps.none() : steps.names().get(i), (float) x + 27, (float) y + 13);
                y += 20;
            }
        }
    }
}
