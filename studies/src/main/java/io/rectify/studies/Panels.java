package io.rectify.studies;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** Pictures side by side, row by row. */
record Panels(int columns, List<? extends Picture> pictures) implements Picture {
    @Override
    public BufferedImage draw() {
        List<BufferedImage> images = pictures.stream().map(Picture::draw).toList();
        int width = images.stream().mapToInt(BufferedImage::getWidth).max().orElse(1);
        int height = images.stream().mapToInt(BufferedImage::getHeight).max().orElse(1);
        int rows = (images.size() + columns - 1) / columns;
        BufferedImage all =
                new BufferedImage(width * Math.min(columns, images.size()), height * rows, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = all.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, all.getWidth(), all.getHeight());
        for (int i = 0; i < images.size(); i++) {
            graphics.drawImage(images.get(i), i % columns * width, i / columns * height, null);
        }
        graphics.dispose();
        return all;
    }
}
