/**
 * Gauss-Legendre quadrature on [0, 1]: `points` places and weights whose sum of weight × f(place) is the integral of any
 * polynomial of degree 2 × points - 1 or less. Roots of the Legendre polynomial by Newton's method (Press et al.,
 * Numerical Recipes, 4.6). No place is 0 or 1.
 */
export function gaussLegendre(points: number): { place: Float64Array; weight: Float64Array } {
  const place = new Float64Array(points);
  const weight = new Float64Array(points);
  for (let i = 0; i < points; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (points + 0.5));
    let slope = 1;
    for (let step = 0; step < 20; step++) {
      let [value, before] = [1, 0];
      for (let k = 1; k <= points; k++)
        [value, before] = [((2 * k - 1) * x * value - (k - 1) * before) / k, value];
      slope = (points * (x * value - before)) / (x * x - 1);
      const change = value / slope;
      x -= change;
      if (Math.abs(change) < 1e-16) break;
    }
    place[i] = (1 - x) / 2;
    weight[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { place, weight };
}
