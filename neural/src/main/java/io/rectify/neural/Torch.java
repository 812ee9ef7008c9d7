package io.rectify.neural;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** PyTorch as DJL brings it: loaded once, from the class path alone, on a GPU if DJL finds one. */
final class Torch {
    /** DJL collects gradients for one computation at a time in the whole process. */
    static final Object GRADIENTS = new Object();

    private static final String NAME = "PyTorch";
    private static final ThreadLocal<ByteBuffer> BUFFERS =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(0).order(ByteOrder.nativeOrder()));

    private Torch() {}

    private static final class Loaded {
        static final Engine ENGINE = load();

        private static Engine load() {
            for (String property : List.of("ai.djl.offline", "OPT_OUT_TRACKING")) {
                if (System.getProperty(property) == null) {
                    System.setProperty(property, "true");
                }
            }
            try {
                return Engine.getEngine(NAME);
            } catch (EngineException | IllegalStateException | LinkageError e) {
                throw new IllegalStateException(missing(), e);
            }
        }
    }

    static String missing() {
        return "PyTorch cannot be loaded on " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
                + ": networks need ai.djl.pytorch:pytorch-native-cpu of this machine's classifier on the class path,"
                + " which exists for linux-x86_64, linux-aarch64, osx-aarch64 and win-x86_64";
    }

    /** @throws IllegalStateException in one line, if there is no library for this machine */
    static Engine engine() {
        try {
            return Loaded.ENGINE;
        } catch (ExceptionInInitializerError e) {
            throw new IllegalStateException(missing(), e);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(missing(), e);
        }
    }

    static String version() {
        return NAME + " " + engine().getVersion();
    }

    /** Where it computes, such as cpu() or gpu(0). */
    static String device() {
        return engine().defaultDevice().toString();
    }

    /** Memory for one computation on that device, which frees all that was computed in it when it is closed. */
    static NDManager manager(int threads) {
        NDManager manager = engine().newBaseManager(engine().defaultDevice());
        JniUtils.setNumThreads(threads);
        return manager;
    }

    /** A copy in memory that PyTorch aligned, because where arrays begin may decide how MKL rounds. */
    static NDArray array(NDManager manager, float[] values, Shape shape) {
        ByteBuffer buffer = buffer(Math.multiplyExact(values.length, Float.BYTES));
        buffer.asFloatBuffer().put(values);
        try (NDArray raw = manager.create(buffer, shape, DataType.FLOAT32)) {
            return raw.duplicate();
        }
    }

    /** One buffer for each thread: DJL would take a new one for every array, which nothing frees before the heap is full. */
    private static ByteBuffer buffer(int bytes) {
        ByteBuffer buffer = BUFFERS.get();
        if (buffer.capacity() < bytes) {
            buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
            BUFFERS.set(buffer);
        }
        return buffer.clear().limit(bytes);
    }
}
