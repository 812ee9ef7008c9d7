/**
 * Texts to features by a sentence model in ONNX and its tokenizer: ONNX Runtime and Hugging Face's tokenizers, both
 * native and both offline.
 */
@NullMarked
package io.rectify.embed;

import org.jspecify.annotations.NullMarked;
