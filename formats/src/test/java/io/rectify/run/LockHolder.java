package io.rectify.run;

import io.rectify.formats.OutputException;
import java.nio.file.Path;

/** A program that holds the lock of an output until it is killed or its input ends; {@link RunPartsTest} runs it. */
final class LockHolder {
    private LockHolder() {}

    public static void main(String[] args) throws Exception {
        try (RunParts parts = RunParts.open(Path.of(args[0]))) {
            System.out.println("locked " + (parts != null));
            int next = System.in.read();
            System.out.println("released " + next);
        } catch (OutputException e) {
            System.out.println(e.getMessage());
        }
    }
}
