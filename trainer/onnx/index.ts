/** Model files: the learner's model as ONNX, and the basics of any ONNX file. */
export { readOnnx, type OnnxSummary, type OnnxValue } from './read.ts';
export { writeOnnx, type OnnxOptions } from './write.ts';
