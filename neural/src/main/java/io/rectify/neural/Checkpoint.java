package io.rectify.neural;

import io.rectify.formats.AtomicOutput;
import io.rectify.formats.DataFormatException;
import io.rectify.formats.DataLocation;
import io.rectify.formats.InputFile;
import io.rectify.probe.BatchResiduals;
import io.rectify.probe.SgdProbe;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * A training after an epoch, in every bit. What is random needs no keeping: it follows from seed and epoch.
 *
 * <p>The file: the name of the format, a SHA-256 of what is trained, the figures below in this order, big-endian, and the CRC-32 of
 * all that.
 */
record Checkpoint(
        List<NetworkTrainer.Epoch> epochs,
        int chosen,
        boolean stopped,
        long steps,
        double[] point,
        double[] velocity,
        double[] average,
        float[] statistics,
        double[] bestPoint,
        float[] bestStatistics) {
    private static final byte[] FORMAT = "rectify training 1\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final int DIGEST_BYTES = 32;
    private static final int BUFFER = 1 << 16;

    /** What the training is of: anything that changes its bits changes this. */
    static byte[] fingerprint(
            NetworkTrainer.Problem problem,
            NetworkTrainer.Options options,
            Optional<SgdProbe.Validation> validation,
            BatchResiduals residuals) {
        Fingerprint fingerprint = new Fingerprint()
                .add(Torch.version())
                .add(Torch.device())
                .add(problem.architecture() + " " + problem.input() + " " + options)
                .add(problem.features())
                .add(problem.loss(), residuals);
        problem.start()
                .ifPresent(network ->
                        fingerprint.add("start").add(network.trained()).add(network.statistics()));
        validation.ifPresent(held -> fingerprint
                .add("validation " + held.criterion() + " " + held.patience())
                .add(held.features())
                .add(Arrays.toString(held.labels().toArray())));
        return fingerprint.digest();
    }

    void write(Path file, byte[] fingerprint) throws IOException {
        AtomicOutput.file(file, temporary -> {
            try (OutputStream raw = Files.newOutputStream(temporary);
                    CheckedOutputStream checked =
                            new CheckedOutputStream(new BufferedOutputStream(raw, BUFFER), new CRC32());
                    DataOutputStream out = new DataOutputStream(checked)) {
                out.write(FORMAT);
                out.write(fingerprint);
                writeBody(out);
                out.writeLong(checked.getChecksum().getValue());
            }
        });
    }

    private void writeBody(DataOutputStream out) throws IOException {
        out.writeInt(epochs.size());
        for (NetworkTrainer.Epoch epoch : epochs) {
            out.writeDouble(epoch.objective());
            out.writeDouble(epoch.gradientNorm());
            out.writeBoolean(epoch.validation().isPresent());
            out.writeDouble(epoch.validation().orElse(0));
        }
        out.writeInt(chosen);
        out.writeBoolean(stopped);
        out.writeLong(steps);
        for (double[] values : List.of(point, velocity, average, bestPoint)) {
            for (double value : values) {
                out.writeDouble(value);
            }
        }
        for (float[] values : List.of(statistics, bestStatistics)) {
            for (float value : values) {
                out.writeFloat(value);
            }
        }
    }

    /**
     * @throws DataFormatException if the file is no checkpoint, is damaged, or is one of another training
     * @throws IOException if reading fails
     */
    static Checkpoint read(Path file, byte[] fingerprint, Layout layout) throws IOException {
        try (CheckedInputStream checked =
                        new CheckedInputStream(new BufferedInputStream(InputFile.stream(file), BUFFER), new CRC32());
                DataInputStream in = new DataInputStream(checked)) {
            if (!Arrays.equals(in.readNBytes(FORMAT.length), FORMAT)) {
                throw problem(file, "expected a checkpoint of a training but its first bytes are other ones");
            }
            if (!Arrays.equals(in.readNBytes(DIGEST_BYTES), fingerprint)) {
                throw problem(
                        file,
                        "expected a checkpoint of this training but it is of another: other data, targets, options, threads,"
                                + " PyTorch or Vector API; delete it to begin anew");
            }
            Checkpoint read = body(file, in, layout);
            long sum = checked.getChecksum().getValue();
            if (in.readLong() != sum || in.read() >= 0) {
                throw problem(file, "damaged: its checksum is wrong; delete it to begin anew");
            }
            return read;
        } catch (EOFException e) {
            throw problem(file, "damaged: it is truncated; delete it to begin anew");
        }
    }

    private static Checkpoint body(Path file, DataInputStream in, Layout layout) throws IOException {
        int count = in.readInt();
        List<NetworkTrainer.Epoch> epochs = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            double objective = in.readDouble();
            double norm = in.readDouble();
            boolean judged = in.readBoolean();
            double value = in.readDouble();
            epochs.add(new NetworkTrainer.Epoch(
                    number, objective, norm, judged ? OptionalDouble.of(value) : OptionalDouble.empty()));
        }
        int chosen = in.readInt();
        if (chosen < 1 || chosen > count) {
            throw problem(file, "damaged: epoch " + chosen + " of " + count + " is chosen; delete it to begin anew");
        }
        boolean stopped = in.readBoolean();
        long steps = in.readLong();
        double[] point = doubles(in, layout.trained());
        double[] velocity = doubles(in, layout.trained());
        double[] average = doubles(in, layout.trained());
        double[] bestPoint = doubles(in, layout.trained());
        float[] statistics = floats(in, layout.statistics());
        return new Checkpoint(
                epochs,
                chosen,
                stopped,
                steps,
                point,
                velocity,
                average,
                statistics,
                bestPoint,
                floats(in, layout.statistics()));
    }

    private static double[] doubles(DataInputStream in, int count) throws IOException {
        double[] values = new double[count];
        for (int j = 0; j < count; j++) {
            values[j] = in.readDouble();
        }
        return values;
    }

    private static float[] floats(DataInputStream in, int count) throws IOException {
        float[] values = new float[count];
        for (int j = 0; j < count; j++) {
            values[j] = in.readFloat();
        }
        return values;
    }

    private static DataFormatException problem(Path file, String what) {
        return new DataFormatException(DataLocation.in(file), what);
    }
}
