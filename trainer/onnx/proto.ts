import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';

const source = readFileSync(new URL('./onnx.proto', import.meta.url), 'utf8');

/** The message that an ONNX file is. */
export const ModelProto = protobuf.parse(source, { keepCase: false }).root.lookupType('onnx.ModelProto');

/** TensorProto.DataType */
export const FLOAT = 1;
export const INT64 = 7;
export const STRING = 8;

/** The plain objects that `ModelProto` encodes, as far as the writer makes them. */
export interface AttributeObject {
  name: string;
  type: number;
  f?: number;
  i?: number;
  s?: Uint8Array;
  floats?: ArrayLike<number>;
  ints?: ArrayLike<number>;
  strings?: Uint8Array[];
}
export interface NodeObject {
  opType: string;
  domain: string;
  name: string;
  input: string[];
  output: string[];
  attribute: AttributeObject[];
}
export interface TensorObject {
  name: string;
  dims: number[];
  dataType: number;
  floatData?: number[];
  int64Data?: number[];
}
