package io.rectify.probe;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a component of a record as a parameter that users may set by name. Every face makes its options of these, so that a new
 * parameter is written down once. The component is an int, a double or an enum.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Parameter {
    /** As users write it: lower case, with hyphens. */
    String name();

    /** What it is, as the rest of the sentence "NAME of METHOD: ...". */
    String description();

    /**
     * How a way of training that has it is described, with one {@code %} for the value; empty for "with NAME VALUE". It is
     * described where its value is not the method's default.
     */
    String phrase() default "";

    /** Whether it is described even where its value is the default. */
    boolean always() default false;
}
