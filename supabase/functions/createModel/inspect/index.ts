import { wrongInEnsemble, TREE_ATTRIBUTES } from './ensemble.ts';
import { packed, walk, WireError } from './wire.ts';

/** Far above what a converter writes for 80 features, far below what would keep a function busy. */
export const LIMITS = { nodes: 10_000, tensors: 20_000, treeNodes: 500_000 };

const DOMAINS = new Set(['', 'ai.onnx', 'ai.onnx.ml']);
/** Their work is bounded by nothing that stands in the file, or their answer is another one each time. */
const REFUSED = /^(Loop|Scan|SequenceMap|Random(Normal|Uniform)(Like)?|Multinomial|Bernoulli|If)$/;

/** What stands in the file that may not, in a clause. */
export class InspectionError extends Error {}

const refuse = (why: string) => new InspectionError(why);
type Span = { from: number; to: number };
type Found = { nodes: number; tensors: number };

/**
 * Looks through an ONNX file before ONNX Runtime is given it: everything it would load or run is in the file, is counted,
 * and ends. O(bytes).
 * @throws InspectionError with the reason, and nothing else, for any bytes.
 */
export function inspectOnnx(bytes: Uint8Array): Found {
  const found: Found = { nodes: 0, tensors: 0 };
  const text = ({ from, to }: Span) =>
    new TextDecoder().decode(bytes.subarray(from, Math.min(to, from + 200)));
  /** Fields of a message that are places; a number where a message should be is no ONNX. */
  const inside = ({ from, to }: Span, fields: Record<number, (span: Span) => void>) =>
    walk(bytes, from, to, (field, part) => {
      const visit = fields[field];
      if (!visit) return;
      if ('value' in part) throw new WireError(`field ${field} is a number`);
      visit(part);
    });

  const graph = (span: Span) =>
    inside(span, {
      1: node,
      5: tensor,
      15: () => {
        throw refuse('it has sparse tensors');
      },
    });

  const node = (span: Span) => {
    if (++found.nodes > LIMITS.nodes) throw refuse(`it has more than ${LIMITS.nodes} nodes`);
    let [type, domain] = ['', ''];
    const numbers = new Map<string, number[]>();
    const texts = new Map<string, string[]>();
    inside(span, {
      4: (part) => (type = text(part)),
      7: (part) => (domain = text(part)),
      5: (part) => attribute(part, numbers, texts),
    });
    if (!DOMAINS.has(domain))
      throw refuse(`its operator ${type} is of "${domain}"; ai.onnx and ai.onnx.ml are run`);
    if (REFUSED.test(type)) throw refuse(`its operator ${type} does work that no file bounds`);
    const wrong = domain === 'ai.onnx.ml' ? wrongInEnsemble(type, { numbers, texts }) : null;
    if (wrong) throw refuse(`in its ${type} ${wrong}`);
  };

  const attribute = (span: Span, numbers: Map<string, number[]>, texts: Map<string, string[]>) => {
    let name = '';
    inside(span, { 1: (part) => (name = text(part)) });
    const wanted = TREE_ATTRIBUTES.has(name);
    const list: number[] = [];
    const words: string[] = [];
    const keep = (value: number) => {
      if (list.push(value) > LIMITS.treeNodes)
        throw refuse(`it has more than ${LIMITS.treeNodes} nodes of trees`);
    };
    walk(bytes, span.from, span.to, (field, part) => {
      if (field === 8 && wanted) {
        if ('value' in part) keep(part.value);
        else packed(bytes, part.from, part.to, keep);
      }
      if ('value' in part) return;
      if (field === 9 && wanted && words.push(text(part)) > LIMITS.treeNodes)
        throw refuse(`it has more than ${LIMITS.treeNodes} nodes of trees`);
      if (field === 5 || field === 10) tensor(part);
      if (field === 6 || field === 11) throw refuse('it has a graph within a graph');
      if (field === 22 || field === 23) throw refuse('it has sparse tensors');
    });
    numbers.set(name, list);
    texts.set(name, words);
  };

  const tensor = (span: Span) => {
    if (++found.tensors > LIMITS.tensors) throw refuse(`it has more than ${LIMITS.tensors} tensors`);
    let elements = 1;
    const dimension = (size: number) => {
      if (size < 0) throw refuse('a tensor has a negative size');
      elements *= size;
    };
    walk(bytes, span.from, span.to, (field, part) => {
      if (field === 1) {
        if ('value' in part) dimension(part.value);
        else packed(bytes, part.from, part.to, dimension);
      } else if (field === 13 || (field === 14 && 'value' in part && part.value !== 0)) {
        throw refuse('a tensor keeps its data in another file');
      }
    });
    // Two of the smallest elements share a byte.
    if (elements > 2 * (span.to - span.from)) throw refuse(`a tensor of ${elements} values holds fewer`);
  };

  try {
    let graphs = 0;
    inside(
      { from: 0, to: bytes.length },
      {
        7: (part) => {
          graphs++;
          graph(part);
        },
        20: () => {
          throw refuse('it has training steps');
        },
        25: () => {
          throw refuse('it has operators of its own');
        },
      },
    );
    if (graphs !== 1) throw refuse('it is no ONNX model');
    return found;
  } catch (error) {
    if (error instanceof WireError) throw refuse(`it is no ONNX model (${error.message})`);
    throw error;
  }
}
