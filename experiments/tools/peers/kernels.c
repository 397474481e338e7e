/* The choice of enterprises (E6) and the open market (E31) in C, for `benchmark_peers.py`.

Written as the rules are, on plain arrays, with the same counter-based chance, so that the results are the
same numbers: the benchmark compares them before it compares times. */

#include <math.h>
#include <stdint.h>

typedef uint32_t word;

static inline void philox(word c0, word c1, word c2, word c3, word k0, word k1, word *out) {
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)0xD2511F53u * c0, p1 = (uint64_t)0xCD9E8D57u * c2;
        c0 = (word)(p1 >> 32) ^ c1 ^ k0;
        c1 = (word)p1;
        c2 = (word)(p0 >> 32) ^ c3 ^ k1;
        c3 = (word)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    out[0] = c0, out[1] = c1, out[2] = c2, out[3] = c3;
}

static inline double interval(word w) { return (w + 0.5) / 4294967296.0; }

static void fill_words(uint64_t seed, word term, word purpose, const int64_t *agents, const int64_t *partners,
                       long number, word block, word *restrict drawn, long room) {
    word *restrict d0 = drawn + 4 * block * room, *restrict d1 = d0 + room, *restrict d2 = d1 + room,
         *restrict d3 = d2 + room;
    for (long i = 0; i < number; i++) {
        word out[4];
        philox((word)agents[i], (word)(partners[i] + block), term, purpose, (word)seed, (word)(seed >> 32), out);
        d0[i] = out[0], d1[i] = out[1], d2[i] = out[2], d3[i] = out[3];
    }
}

static inline double polynomial(const double *coefficients, double x) {
    double value = 0.0;
    for (int i = 0; i < 8; i++) value = value * x + coefficients[i];
    return value;
}

static double normal_quantile(double u, const double *coefficients) { /* six rows of eight, as in chance.py */
    double q = u - 0.5, r, size;
    if (fabs(q) <= 0.425) {
        r = 0.425 * 0.425 - q * q;
        return q * polynomial(coefficients, r) / polynomial(coefficients + 8, r);
    }
    r = sqrt(-log(u < 1.0 - u ? u : 1.0 - u));
    if (r <= 5.0)
        size = polynomial(coefficients + 16, r - 1.6) / polynomial(coefficients + 24, r - 1.6);
    else
        size = polynomial(coefficients + 32, r - 5.0) / polynomial(coefficients + 40, r - 5.0);
    return q < 0.0 ? -size : size;
}

static inline double start_of(const double *cumulative, int64_t position) {
    return position ? cumulative[position - 1] : 0.0;
}

static void lay_guide(const double *cumulative, long number, int64_t *guide) {
    double piece_length = cumulative[number - 1] / number;
    long position = 0;
    for (long piece = 0; piece < number; piece++) {
        while (position < number - 1 && cumulative[position] <= piece * piece_length) position++;
        guide[piece] = position;
    }
}

static int64_t draw_other(const double *cumulative, const int64_t *guide, long number, int64_t *drawn, long draws,
                          double left, double point) {
    double place = point * left;
    for (long i = 0; i < draws; i++) {
        double start = start_of(cumulative, drawn[i]);
        if (place < start) break;
        place += cumulative[drawn[i]] - start;
    }
    long last = number - 1, piece = (long)(place / cumulative[last] * number);
    int64_t position = guide[piece < 0 ? 0 : piece > last ? last : piece];
    while (position > 0 && cumulative[position - 1] > place) position--;
    while (position < last && cumulative[position] <= place) position++;
    long slot = draws;
    while (slot > 0 && drawn[slot - 1] > position) drawn[slot] = drawn[slot - 1], slot--;
    drawn[slot] = position;
    return position;
}

static inline int below(int64_t one, int64_t other, const double *standing) {
    return standing[one] == standing[other] ? one > other : standing[one] < standing[other];
}

/* Lists, scores and the stable matching of one market; all arrays are given, `matched` is the result. */
void market(uint64_t seed, long term, long seekers, long employers, long longest, double length, double spread,
            double threshold, long application, long noise, const double *coefficients, const int64_t *keys,
            const int64_t *partners, const double *skills, const double *cumulative, int64_t *guide,
            const int64_t *quotas, int64_t *preferences, double *scores, word *words, int64_t *drawn, int64_t *heads, int64_t *heaps,
            int64_t *asked, double *standing, int64_t *matched) {
    long most = longest < employers ? longest : employers;
    lay_guide(cumulative, employers, guide);
    for (long block = 0; block < 1 + longest / 4; block++)
        fill_words(seed, term, application, keys, partners, seekers, block, words, seekers);
    for (long i = 0; i < seekers; i++) {
        long places = (long)(length + interval(words[i]));
        places = places < most ? places : most;
        double left = cumulative[employers - 1];
        for (long j = 0; j < places; j++) {
            int64_t employer = draw_other(cumulative, guide, employers, drawn, j, left,
                                          interval(words[(j + 1) * seekers + i]));
            left -= cumulative[employer] - start_of(cumulative, employer);
            preferences[i * longest + j] = employer;
        }
        for (long j = places; j < longest; j++) preferences[i * longest + j] = -1;
    }
    for (long block = 0; block < 1 + (longest - 1) / 4; block++)
        fill_words(seed, term, noise, keys, partners, seekers, block, words, seekers);
    for (long i = 0; i < seekers; i++)
        for (long j = 0; j < longest && preferences[i * longest + j] >= 0; j++)
            scores[i * longest + j] =
                skills[i] + spread * normal_quantile(interval(words[j * seekers + i]), coefficients);
    int64_t first = 0;
    for (long e = 0; e < employers; e++) heads[2 * e] = first, heads[2 * e + 1] = 0, first += quotas[e];
    for (long i = 0; i < seekers; i++) asked[i] = 0, matched[i] = -1;
    for (long newcomer = 0; newcomer < seekers; newcomer++) {
        int64_t applicant = newcomer;
        while (applicant >= 0 && asked[applicant] < longest) {
            int64_t choice = asked[applicant], employer = preferences[applicant * longest + choice];
            if (employer < 0) break;
            asked[applicant] = choice + 1;
            double score = scores[applicant * longest + choice];
            if (score < threshold || quotas[employer] == 0) continue;
            standing[applicant] = score;
            int64_t *heap = heaps + heads[2 * employer], held = heads[2 * employer + 1], position;
            if (held < quotas[employer]) {
                position = held;
                while (position > 0 && below(applicant, heap[(position - 1) / 2], standing))
                    heap[position] = heap[(position - 1) / 2], position = (position - 1) / 2;
                heap[position] = applicant;
                heads[2 * employer + 1] = held + 1;
                matched[applicant] = choice;
                applicant = -1;
            } else if (below(heap[0], applicant, standing)) {
                int64_t rejected = heap[0];
                position = 0;
                while (2 * position + 1 < held) {
                    int64_t child = 2 * position + 1;
                    if (child + 1 < held && below(heap[child + 1], heap[child], standing)) child++;
                    if (!below(heap[child], applicant, standing)) break;
                    heap[position] = heap[child];
                    position = child;
                }
                heap[position] = applicant;
                matched[applicant] = choice;
                matched[rejected] = -1;
                applicant = rejected;
            }
        }
    }
}

static inline long another(long self, long first, long number, double u) {
    long other = first + (long)(u * (number - 1));
    return other >= self ? other + 1 : other;
}

static inline double logistic(double x) {
    return x >= 0.0 ? 1.0 / (1.0 + exp(-x)) : exp(x) / (1.0 + exp(x));
}

/* Strategy of every enterprise: keep, imitate, weigh or try at random; values has three columns. */
void choose(uint64_t seed, long term, long number, long choice, long peer_purpose, double keep, double error,
            double imitation, double near, double intensity, const double *values, const int64_t *strategies,
            const uint8_t *attentive, const int64_t *first, const int64_t *peers, int64_t *chosen) {
    for (long e = 0; e < number; e++) {
        word w[4];
        philox(e, 0, term, choice, (word)seed, (word)(seed >> 32), w);
        const double *own = values + 3 * e;
        if (interval(w[0]) < keep && !attentive[e]) {
            chosen[e] = strategies[e];
        } else if (interval(w[1]) < error) {
            chosen[e] = (int64_t)(interval(w[3]) * 3);
        } else if (interval(w[2]) < imitation) {
            word p[4];
            philox(e, 0, term, peer_purpose, (word)seed, (word)(seed >> 32), p);
            int here = interval(p[0]) < near && peers[e] > 1;
            long other = here ? another(e, first[e], peers[e], interval(p[1])) : another(e, 0, number, interval(p[1]));
            double gain = values[3 * other + strategies[other]] - own[strategies[e]];
            chosen[e] = interval(w[3]) < logistic(intensity * gain) ? strategies[other] : strategies[e];
        } else {
            double best = fmax(own[0], fmax(own[1], own[2]));
            double none = exp(intensity * (own[0] - best)), formal = exp(intensity * (own[1] - best));
            double mark = interval(w[3]) * (none + formal + exp(intensity * (own[2] - best)));
            chosen[e] = mark < none ? 0 : mark < none + formal ? 1 : 2;
        }
    }
}
