"""The numbers that pin reproducibility of Corruption and Split, from the published definition of SplitMix64
(Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators", figure 14 and 17; the same generator as
https://prng.di.unimi.it/splitmix64.c), in plain Python integers. Run:

    python3 pin_random.py

and compare with CorruptionTest and SplitTest.
"""
MASK = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15


class SplitMix64:
    def __init__(self, seed):
        self.state = seed & MASK

    def _next_seed(self):
        self.state = (self.state + GAMMA) & MASK
        return self.state

    def next64(self):
        z = self._next_seed()
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def next32(self):
        """Variant 4 of Stafford's mixers, high half: the paper's and Java's 32-bit output."""
        z = self._next_seed()
        z = ((z ^ (z >> 33)) * 0x62A9D9ED799705F5) & MASK
        z = ((z ^ (z >> 28)) * 0xCB24D0A5C88C35B3) & MASK
        return z >> 32

    def below(self, bound):
        """Uniform in 0 … bound−1 as Java documents it: low bits for powers of two, else rejection of the high 31."""
        r = self.next32()
        if bound & (bound - 1) == 0:
            return r & (bound - 1)
        u = r >> 1
        while u - u % bound + bound > 1 << 31:
            u = self.next32() >> 1
        return u % bound


def corrupt(labels, transitions, seed):
    random = SplitMix64(seed)
    result = []
    for label in labels:
        u = (random.next64() >> 11) * 2.0**-53
        cumulative, drawn = 0.0, None
        for j, p in enumerate(transitions[label]):
            if p > 0:
                drawn = j
                cumulative += p
                if u < cumulative:
                    break
        result.append(drawn)
    return result


def stratified(labels, quota, seed):
    random = SplitMix64(seed)
    order = []
    for i in range(len(labels)):
        j = random.below(i + 1)
        order.append(i)
        order[i] = order[j]
        order[j] = i
    left, held = dict(quota), []
    for row in order:
        if left[labels[row]] > 0:
            left[labels[row]] -= 1
            held.append(row)
    return sorted(held)


random = SplitMix64(1)
print("nextLong of seed 1:", [hex(random.next64()) for _ in range(3)])
k, rate = 5, 0.6
symmetric = [[1 - rate if i == j else rate / (k - 1) for j in range(k)] for i in range(k)]
print("symmetric .6 of 30 rows i % 5, seed 1:", corrupt([i % k for i in range(30)], symmetric, 1))
code = 1
for label in corrupt([i % k for i in range(10000)], symmetric, 1):
    code = (31 * code + label) % (1 << 32)
print("Arrays.hashCode of the same for 10000 rows:", code - (1 << 32) if code >= 1 << 31 else code)
print("split .3 of 20 rows i % 2, seed 1:", stratified([i % 2 for i in range(20)], {0: 3, 1: 3}, 1))
