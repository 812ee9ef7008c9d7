package io.rectify.distill;

import io.rectify.probe.Parameter;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The {@link Parameter}s of a record, and of records that are its components. */
final class ParameterValues {
    private ParameterValues() {}

    /** A parameter and its value. */
    record Value(Parameter parameter, Object value) {}

    /** By name, in the order of the components. */
    static Map<String, Value> of(Record record) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = value(component, record);
            Parameter parameter = component.getAnnotation(Parameter.class);
            if (parameter != null) {
                values.put(parameter.name(), new Value(parameter, value));
            } else if (value instanceof Record nested) {
                values.putAll(of(nested));
            }
        }
        return values;
    }

    /**
     * The record with some of its parameters replaced; names that it does not have are passed over.
     *
     * @throws IllegalArgumentException if a value is of another type, or the record refuses it
     */
    static Record with(Record record, Map<String, ?> replaced) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            Object value = value(components[i], record);
            Parameter parameter = components[i].getAnnotation(Parameter.class);
            if (parameter != null && replaced.containsKey(parameter.name())) {
                arguments[i] = checked(parameter, value, replaced.get(parameter.name()));
            } else {
                arguments[i] = parameter == null && value instanceof Record nested ? with(nested, replaced) : value;
            }
        }
        return made(record.getClass(), components, arguments);
    }

    private static Object checked(Parameter parameter, Object old, Object given) {
        if (!old.getClass().isInstance(given)) {
            throw new IllegalArgumentException(
                    parameter.name() + " must be of type " + old.getClass().getSimpleName() + " but is " + given);
        }
        return given;
    }

    private static Object value(RecordComponent component, Record record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " cannot be read", e);
        }
    }

    private static Record made(Class<? extends Record> type, RecordComponent[] components, Object[] arguments) {
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException(type + " cannot be made", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }
}
