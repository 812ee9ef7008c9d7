package io.rectify.linalg;

/** Asks for the largest matrix there is, in a process of its own because native code may abort it. */
public final class HugeAllocation {
    private HugeAllocation() {}

    public static void main(String[] arguments) {
        int rows = Integer.parseInt(arguments[0]);
        int columns = Integer.parseInt(arguments[1]);
        try (Matrix matrix = Matrix.zeros(rows, columns)) {
            System.out.println("allocated " + matrix);
        } catch (OutOfMemoryError e) {
            System.out.println("refused");
        }
    }
}
