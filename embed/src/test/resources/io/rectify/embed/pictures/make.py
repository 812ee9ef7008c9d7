"""Makes the pictures of this folder, what Pillow sees in them, golden.npy and upright.npy, and what ONNX Runtime makes of it, lite0.npy.

python make.py efficientnet_lite0.onnx, with Pillow 13.0.0, ONNX Runtime 1.32.0 and NumPy 2.4.6.
"""
import sys

import numpy as np
import onnxruntime
from PIL import Image, ImageOps

W, H, SIZE = 40, 26, 16
y, x = np.mgrid[0:H, 0:W]
# Smooth, so that lossy formats stay near, and without any symmetry, so that no turn looks like another.
rgb = np.stack([255 * x / (W - 1), 255 * y / (H - 1), 128 + 100 * np.sin(x / 9 + y / 5)], -1).round().astype(np.uint8)
alpha = np.where(x < 12, 0, np.where(x < 24, 128, 255)).astype(np.uint8)
picture = Image.fromarray(rgb)
files = []


def save(name, image, **options):
    image.save(name, **options)
    files.append(name)


save("rgb.png", picture)
save("alpha.png", Image.fromarray(np.dstack([rgb, alpha])))
save("grey.png", Image.fromarray(rgb[..., 0]))
save("grey_alpha.png", Image.fromarray(np.dstack([rgb[..., 0], alpha]), "LA"))
save("palette.png", picture.quantize(64))
save("palette.gif", picture.quantize(64))
save("rgb.bmp", picture)
save("grey.jpg", Image.fromarray(rgb[..., 0]), quality=95)
save("cmyk.jpg", picture.convert("CMYK"), quality=95)
save("lossless.webp", picture, lossless=True)
save("lossy.webp", picture, quality=95)
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    save(f"exif{orientation}.jpg", picture, quality=95, exif=exif)

golden, upright, lite = [], [], []
session = onnxruntime.InferenceSession(sys.argv[1])
for name in files:
    image = ImageOps.exif_transpose(Image.open(name)).convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    white.alpha_composite(image)
    image = white.convert("RGB")
    side = min(image.size)
    left, top = (image.size[0] - side) / 2, (image.size[1] - side) / 2
    square = image.resize((SIZE, SIZE), Image.BILINEAR, box=(left, top, left + side, top + side))
    golden.append(np.asarray(square).transpose(2, 0, 1).reshape(-1))
    upright.append([image.size[0], image.size[1], *np.asarray(image)[0, 0], *np.asarray(image)[-1, -1]])
    # As numbers, not bytes, so that nothing is rounded on the way.
    channels = [Image.fromarray(np.asarray(image)[..., c].astype(np.float32)) for c in range(3)]
    large = [c.resize((224, 224), Image.BILINEAR, box=(left, top, left + side, top + side)) for c in channels]
    pixels = ((np.stack([np.asarray(c) for c in large]) - 127) / 128)[None].astype(np.float32)
    lite.append(session.run(["features"], {"pixels": pixels})[0][0])
np.save("lite0.npy", np.array(lite[:3], np.float32))
np.save("golden.npy", np.array(golden, np.float32))
np.save("upright.npy", np.array(upright, np.float32))
open("files.txt", "w").write("\n".join(files) + "\n")
