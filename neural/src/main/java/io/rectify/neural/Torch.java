package io.rectify.neural;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.FloatBuffer;
import java.util.List;

/** PyTorch as DJL brings it: loaded once, from the class path alone, on a GPU if DJL finds one. */
final class Torch {
    /** DJL collects gradients for one computation at a time in the whole process. */
    static final Object GRADIENTS = new Object();

    private static final String NAME = "PyTorch";

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

    /** Memory for one computation, which frees all that was computed in it when it is closed. */
    static NDManager manager(int threads) {
        NDManager manager = engine().newBaseManager();
        JniUtils.setNumThreads(threads);
        return manager;
    }

    /** A copy in memory that PyTorch aligned, because where arrays begin may decide how MKL rounds. */
    static NDArray array(NDManager manager, float[] values, Shape shape) {
        try (NDArray raw = manager.create(FloatBuffer.wrap(values), shape)) {
            return raw.duplicate();
        }
    }
}
