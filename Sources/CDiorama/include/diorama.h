/* SPDX-License-Identifier: Apache-2.0
 *
 * diorama.h: Diorama for other languages. The library is libDioramaBinding.so.
 *
 * Rules that hold for every call
 *
 * - Every function that can fail returns a status: DIORAMA_OK (0), or what went wrong. The text of the
 *   calling thread's last failure is diorama_last_error(): one line with the value, the bound and the remedy.
 * - A call that fails has changed nothing, unless its comment says otherwise: arguments are checked first.
 * - Memory belongs to the caller. Every buffer comes with its length in elements; a longer one is fine, a
 *   shorter one gives DIORAMA_BUFFER_TOO_SHORT. The library keeps no pointer beyond the call.
 * - Output buffers may be NULL where the result is not wanted; their count is 0 then.
 * - Text is UTF-8. Functions that write text take `char *text, size_t capacity, size_t *length`: `length`
 *   receives the number of bytes without the closing NUL; with text NULL and capacity 0 that is all they do.
 * - Environments are numbers, not pointers: one that is 0, was closed or never existed gives
 *   DIORAMA_INVALID_HANDLE or DIORAMA_CLOSED, never a crash.
 * - Threads: different environments may be used at the same time, and one environment on one thread after
 *   another. A call on an environment that is busy with another call gives DIORAMA_BUSY at once.
 * - Processes: an environment that was made before fork() gives DIORAMA_FORKED in the child, which may make
 *   its own. Closing it there does nothing to the parent's.
 *   With DIORAMA_CONTEXT=egl such a child may hang in libEGL, which keeps a lock of its own, if a thread of
 *   the parent ended in the moment of fork(); with OSMesa it does not.
 * - Seeds are all 64-bit numbers. Equal seeds and actions give equal bits, on any thread, in any process.
 * - Arrays are row-major: pixels are [height, width, 3], the top row first.
 */

#ifndef DIORAMA_H
#define DIORAMA_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this header. A library whose diorama_abi_version() differs must not be used. */
#define DIORAMA_ABI_VERSION 1

/* What a call came to. */
enum {
  DIORAMA_OK = 0,
  DIORAMA_INVALID_ARGUMENT = 1,      /* NULL, an unknown option, a value out of its bounds */
  DIORAMA_UNKNOWN_ID = 2,            /* no environment is called so */
  DIORAMA_INVALID_HANDLE = 3,        /* 0, or a number that no call has given out */
  DIORAMA_CLOSED = 4,                /* the environment was closed */
  DIORAMA_NOT_RESET = 5,             /* no episode is under way */
  DIORAMA_EPISODE_OVER = 6,          /* a step after the end of the episode */
  DIORAMA_ACTION_OUT_OF_BOUNDS = 7,  /* an action outside its bounds, infinite or NaN */
  DIORAMA_BUFFER_TOO_SHORT = 8,
  DIORAMA_DIVERGED = 9,              /* the simulation blew up; reset the environment */
  DIORAMA_RENDERING_UNAVAILABLE = 10,/* no OpenGL context, or a picture that cannot be drawn */
  DIORAMA_BUSY = 11,                 /* another thread is in a call on the same environment */
  DIORAMA_FORKED = 12,               /* the environment belongs to the parent process */
  DIORAMA_WORKER_DIED = 13,          /* a worker process ended; its environments are lost */
  DIORAMA_BAD_SNAPSHOT = 14,         /* of another environment, or damaged */
  DIORAMA_NO_RESOURCES = 15,         /* scenes/ and assets/ were not found */
  DIORAMA_INTERNAL = 16,             /* a mistake in the library; please report it */
  DIORAMA_SYSTEM = 17                /* the operating system refused memory, threads or processes */
};

/* One environment. 0 is never one. */
typedef uint64_t diorama_env;

/* Several environments that are stepped together. 0 is never one. */
typedef uint64_t diorama_vector;

/* The world of a scene of the user's own. 0 is never one. */
typedef uint64_t diorama_world;

/* Kinds of examples, for diorama_stage and diorama_goal_set. */
enum {
  DIORAMA_SUCCESS = 0,    /* the task is solved */
  DIORAMA_NEAR_MISS = 1,  /* almost */
  DIORAMA_MISHAP = 2,     /* something went wrong in the right place */
  DIORAMA_ELSEWHERE = 3   /* nothing is where it should be */
};

/* Where outputs go. Zero it, set `size` to sizeof(diorama_buffers), and set the pointers that are wanted.
 *
 * For one environment n is 1; for a vector it is the number of environments, and each array is [n, ...].
 * A buffer for what the environment does not observe (such as pixels, where only the state is observed) gives
 * DIORAMA_INVALID_ARGUMENT. The struct may be reused from call to call; the library does not write to it.
 */
typedef struct diorama_buffers {
  size_t size;

  float *state;         /* [n, DIORAMA_STATE_COUNT] */
  size_t state_count;   /* elements in the buffer; so for all of them */
  uint8_t *pixels;      /* [n, height, width, 3] */
  size_t pixels_count;
  float *achieved_goal; /* [n, DIORAMA_GOAL_COUNT] */
  size_t achieved_goal_count;
  float *desired_goal;  /* [n, DIORAMA_GOAL_COUNT] */
  size_t desired_goal_count;
  double *reward;       /* [n]; 0 after a reset */
  size_t reward_count;
  uint8_t *terminated;  /* [n]; 1 where the task is over */
  size_t terminated_count;
  uint8_t *truncated;   /* [n]; 1 where the clock ran out */
  size_t truncated_count;
  double *metrics;      /* [n, DIORAMA_METRIC_COUNT]; success first */
  size_t metrics_count;

  /* Vectors only: what each environment came to, DIORAMA_OK or another status. */
  int32_t *status;      /* [n] */
  size_t status_count;

  /* Vectors that reset in the same step only. Where terminated or truncated is 1, the arrays above show the
   * start of the next episode, and these the end of the last; other rows are left as they are. */
  float *final_state;
  size_t final_state_count;
  uint8_t *final_pixels;
  size_t final_pixels_count;
  float *final_achieved_goal;
  size_t final_achieved_goal_count;
  float *final_desired_goal;
  size_t final_desired_goal_count;
  double *final_metrics;
  size_t final_metrics_count;
} diorama_buffers;

/* ---- The library ---------------------------------------------------------------------------------------- */

/* Returns DIORAMA_ABI_VERSION of the library. */
uint32_t diorama_abi_version(void);

/* Returns the calling thread's last error, or "" before the first. It lives until the thread's next failure. */
const char *diorama_last_error(void);

/* Returns the name of a status, such as "closed"; it lives for ever. */
const char *diorama_status_name(int32_t status);

/* Sets the folder that holds scenes/ and assets/. Without it: $DIORAMA_HOME, then the folders above the
 * library and the program, and share/diorama in them. Call it before the first environment is made. */
int32_t diorama_set_resources(const char *path);

/* ---- The catalogue -------------------------------------------------------------------------------------- */

/* Gives the number of environments. */
int32_t diorama_catalog_count(size_t *count);

/* Gives the id of the environment at `index`, such as "Pushing-v1"; it lives for ever. */
int32_t diorama_catalog_id(size_t index, const char **id);

/* Writes the catalogue as a JSON array, one object an environment:
 *   "id", "summary", "horizon", "control_period" (how long a step takes [s]), "goal_conditioned", "random_success", "expert_success" (null if not known),
 *   "reward_range": [low, high] of the dense reward, "cameras": [names, the default one first],
 *   "metrics": [names], "state": [{"name", "unit", "low", "high"}, ...],
 *   "observation_space", "action_space", "is_grid".
 * Spaces are {"type": "box", "shape": [..], "dtype": "float32"|"uint8", "low": [..], "high": [..]} (low and high
 * are single numbers where all are equal), {"type": "discrete", "n": n}, or
 * {"type": "dict", "spaces": {"observation"|"pixels"|"achieved_goal"|"desired_goal": space}}. */
int32_t diorama_catalog_json(char *text, size_t capacity, size_t *length);

/* ---- One environment ------------------------------------------------------------------------------------ */

/* Makes the environment called `id`.
 *
 * `options` is a JSON object, or NULL for the defaults:
 *   "observation": "state" (default), "pixels" or "both"
 *   "width", "height": of observed pixels, 16 to 2048, default 48
 *   "camera": a name; the scene's first by default
 *   "quality": "default" or "fast"
 *   "reward": "dense" (default) or "sparse"
 *   "horizon": steps until an episode is truncated; the task's own by default
 *   "randomize": what differs from episode to episode: a list of "textures", "colors", "light", "camera",
 *       "masses", "friction"; or "all"
 *   "task": the path of a task file of your own (scenes/README.md); `id` must be NULL then
 *   "map": the path of a gridworld of your own, or "map_text": its text; `id` must be NULL then
 *   "context": "auto" (default), "osmesa" or "egl": what draws; the process's first choice holds
 */
int32_t diorama_make(const char *id, const char *options, diorama_env *env);

/* Closes an environment. A second time gives DIORAMA_CLOSED. */
int32_t diorama_close(diorama_env env);

/* Writes what an environment is, under its options, as JSON: the fields of the catalogue, and "reward",
 * "observation", "width", "height", "camera", "quality". */
int32_t diorama_describe(diorama_env env, char *text, size_t capacity, size_t *length);

/* What diorama_size can be asked for. */
enum {
  DIORAMA_STATE_COUNT = 0,   /* numbers of the state vector, whether it is observed or not */
  DIORAMA_PIXEL_COUNT = 1,   /* height * width * 3, whether they are observed or not */
  DIORAMA_WIDTH = 2,
  DIORAMA_HEIGHT = 3,
  DIORAMA_GOAL_COUNT = 4,    /* 0 without goals */
  DIORAMA_ACTION_COUNT = 5,  /* numbers of an action; 0 where actions are choices */
  DIORAMA_CHOICE_COUNT = 6,  /* choices; 0 where actions are numbers */
  DIORAMA_METRIC_COUNT = 7,
  DIORAMA_HORIZON = 8
};

/* Gives a size of an environment. */
int32_t diorama_size(diorama_env env, int32_t what, size_t *count);

/* Starts an episode and writes its first observation (and metrics). */
int32_t diorama_reset(diorama_env env, uint64_t seed, const diorama_buffers *out);

/* Returns the seed of episode `number` (from 0) of a run that was seeded `seed`; that of the first is `seed`.
 * Vectors use it when they reset by themselves; use it too, and one environment does the same. */
uint64_t diorama_episode_seed(uint64_t seed, uint64_t number);

/* Steps an environment whose actions are numbers, `count` of them. */
int32_t diorama_step(diorama_env env, const float *action, size_t count, const diorama_buffers *out);

/* Steps an environment whose actions are choices. */
int32_t diorama_step_choice(diorama_env env, int64_t choice, const diorama_buffers *out);

/* Writes the observation (and metrics) of the present moment. Rewards and endings are not written. */
int32_t diorama_observe(diorama_env env, const diorama_buffers *out);

/* Writes what is measured now; the names are in diorama_describe. */
int32_t diorama_metrics(diorama_env env, double *values, size_t count);

/* Writes what the scripted expert would do now. */
int32_t diorama_expert(diorama_env env, float *action, size_t count);
int32_t diorama_expert_choice(diorama_env env, int64_t *choice);

/* Starts an episode at an example of `kind`, at rest. `matches` receives whether the scene came out as asked;
 * if not, try another seed. */
int32_t diorama_stage(
    diorama_env env, int32_t kind, uint64_t seed, int32_t *matches, const diorama_buffers *out);

/* ---- Pictures ------------------------------------------------------------------------------------------- */

/* Draws the present moment through any camera (NULL: that of the options) at any size from 16 to 2048.
 * `quality` is "default", "fast" or NULL for that of the options. Before the first reset, that is the scene as it
 * is written. */
int32_t diorama_render(
    diorama_env env, const char *camera, size_t width, size_t height, const char *quality,
    uint8_t *pixels, size_t count); /* [height, width, 3] */

/* Distances along the viewing direction [m]; infinite where nothing is. */
int32_t diorama_render_depth(
    diorama_env env, const char *camera, size_t width, size_t height, float *depth,
    size_t count); /* [height, width] */

/* The body or cloth seen at each pixel, as diorama_segmentation_labels names them; -1 where nothing is. */
int32_t diorama_render_segmentation(
    diorama_env env, const char *camera, size_t width, size_t height, int32_t *bodies,
    size_t count); /* [height, width] */

/* Writes what the numbers of a segmentation stand for, as a JSON array in their order: {"id": number,
 * "name": what the scene calls it, "color": [red, green, blue] as `diorama render` draws it}. */
int32_t diorama_segmentation_labels(
    diorama_env env, char *text, size_t capacity, size_t *length);

/* Writes who draws: the driver, its version and the processor. */
int32_t diorama_renderer(diorama_env env, char *text, size_t capacity, size_t *length);

/* ---- Snapshots ------------------------------------------------------------------------------------------ */

/* Saves everything the future depends on. `needed` receives the number of words; with words NULL and capacity
 * 0 that is all. Words may be kept in files and restored in other processes. */
int32_t diorama_save(diorama_env env, uint64_t *words, size_t capacity, size_t *needed);

/* Goes on from a snapshot of the same kind of environment, with the same bits as if it had never stopped. */
int32_t diorama_restore(
    diorama_env env, const uint64_t *words, size_t count, const diorama_buffers *out);

/* ---- Goals ---------------------------------------------------------------------------------------------- */

/* Writes the rewards of `n` achieved goals, given the desired ones beside them, each [n, DIORAMA_GOAL_COUNT]. It
 * depends on the environment's options alone, not on its episode. */
int32_t diorama_compute_reward(
    diorama_env env, size_t n, const float *achieved, size_t achieved_count, const float *desired,
    size_t desired_count, double *reward, size_t reward_count);

/* Makes `positives` pictures of success, then `negatives` of failure, each kind in turn: states at rest, whose
 * success is measured. Uses the scene, view and randomisation of `env`, not its episode.
 *
 * n = positives + negatives. Of `out`, state, pixels, achieved_goal, desired_goal and metrics are written,
 * whatever is observed; n is at most 100,000, and the pictures at most 4 GiB. `kinds` and `seeds` are [n], or NULL: diorama_stage(env, kinds[i], seeds[i]) gives the
 * state again. Takes from milliseconds to a second a picture; blocks until it is done. */
int32_t diorama_goal_set(
    diorama_env env, size_t positives, size_t negatives, uint64_t seed, int32_t *kinds,
    size_t kinds_count, uint64_t *seeds, size_t seeds_count, const diorama_buffers *out);

/* ---- The exact model of a gridworld --------------------------------------------------------------------- */

/* The sizes of a model. */
typedef struct diorama_model_sizes {
  size_t size;     /* set to sizeof(diorama_model_sizes) */
  size_t states;   /* S */
  size_t actions;  /* A */
  size_t outcomes; /* K, of all choices together */
} diorama_model_sizes;

/* Gives the sizes. Other environments than gridworlds give DIORAMA_INVALID_ARGUMENT. */
int32_t diorama_model_size(diorama_env env, diorama_model_sizes *sizes);

/* Writes the model, sparse: a dense P would have S * A * S numbers, and maps may have a million states.
 *
 * Action a in state s may lead to the outcomes k in offsets[s * A + a] ..< offsets[s * A + a + 1]: to state
 * next_state[k] with probability[k], rewarded reward[k]. Terminal states have none.
 *
 * `convention` is "transition" (NULL; as in an episode: the step into a state is rewarded, terminal states are
 * worth nothing) or "state" (being in a state is rewarded, terminal ones are worth terminal_value). */
typedef struct diorama_model_buffers {
  size_t size; /* set to sizeof(diorama_model_buffers) */
  int64_t *offsets; /* [S * A + 1] */
  size_t offsets_count;
  int64_t *next_state; /* [K] */
  size_t next_state_count;
  double *probability; /* [K] */
  size_t probability_count;
  double *reward; /* [K] */
  size_t reward_count;
  double *start; /* [S]; the probability of each state at the start */
  size_t start_count;
  uint8_t *terminal; /* [S] */
  size_t terminal_count;
  double *terminal_value; /* [S] */
  size_t terminal_value_count;
  float *state; /* [S, DIORAMA_STATE_COUNT]; what is observed in each state */
  size_t state_count;
} diorama_model_buffers;

int32_t diorama_model(diorama_env env, const char *convention, const diorama_model_buffers *out);

/* Writes {"states": [names], "actions": [names]} as JSON. */
int32_t diorama_model_names(diorama_env env, char *text, size_t capacity, size_t *length);

/* ---- Several environments ------------------------------------------------------------------------------- */

/* Makes `count` environments, at most 1,000,000 and 256 GiB of rows, on `workers` workers, at most 1024, each
 * environment always on the same one. Results do not depend on the number of workers, to the last bit. With 0
 * workers some steps are timed: as many as there are processors where that pays, else the calling thread alone.
 *
 * `options` as for diorama_make, and:
 *   "autoreset": "next_step" (default): an episode's end is shown, and the environment's next step ignores its
 *       action, resets, gives reward 0 and no ending (such a transition is none);
 *       "same_step": the step that ends an episode also resets, see final_ buffers;
 *       "disabled": stepping after the end gives DIORAMA_EPISODE_OVER and steps nothing
 *   "workers": "threads" or "processes"; by default processes if pixels are observed and "worker_command" is
 *       given, else threads: drawing gains nothing from threads
 *   "worker_command": the program and arguments of a worker process, a list; it is started with its number
 *       as one more argument, and must call diorama_worker_main with it; descriptor 3 is the shared memory, 4
 *       ends it with its parent. One that does not call within 20 s, or does nothing for 120 s in the midst of
 *       its work, is ended and counts as one that died
 *   "render_width", "render_height", "render_camera", "render_quality": what diorama_vector_render draws;
 *       those of the observation by default
 */
int32_t diorama_make_vector(
    const char *id, size_t count, size_t workers, const char *options, diorama_vector *vector);

/* Stops the workers and closes the environments. */
int32_t diorama_vector_close(diorama_vector vector);

/* As diorama_describe, and "count", "workers", "worker_kind", "autoreset", "render_width", "render_height". */
int32_t diorama_vector_describe(
    diorama_vector vector, char *text, size_t capacity, size_t *length);

/* Gives a size of each of the environments. */
int32_t diorama_vector_size(diorama_vector vector, int32_t what, size_t *count);

/* Starts episodes where `mask` is not 0; everywhere if it is NULL. Rows of other environments are left alone.
 *
 * `seeds` is [n]; NULL goes on with diorama_episode_seed of each environment's own last seed, which it must
 * have been given once. */
int32_t diorama_vector_reset(
    diorama_vector vector, const uint64_t *seeds, size_t seeds_count, const uint8_t *mask,
    size_t mask_count, const diorama_buffers *out);

/* Steps all environments, actions [n, DIORAMA_ACTION_COUNT]. All actions are checked before anything moves.
 *
 * If an environment diverges or its worker dies, that is its status and the call's, and the others went on: their
 * rows are as usual, its own are left as they are, with reward 0 and no ending. It must be reset. Environments of
 * a worker that died are lost; further steps say so and step the rest. */
int32_t diorama_vector_step(
    diorama_vector vector, const float *actions, size_t count, const diorama_buffers *out);

/* The same where actions are choices, [n]. */
int32_t diorama_vector_step_choice(
    diorama_vector vector, const int64_t *choices, size_t count, const diorama_buffers *out);

/* Writes what the scripted expert would do in each environment, [n, DIORAMA_ACTION_COUNT] or [n]. Rows of
 * environments without an episode under way are 0. */
int32_t diorama_vector_expert(diorama_vector vector, float *actions, size_t count);
int32_t diorama_vector_expert_choice(diorama_vector vector, int64_t *choices, size_t count);

/* Draws every environment, [n, render_height, render_width, 3]. */
int32_t diorama_vector_render(diorama_vector vector, uint8_t *pixels, size_t count);

/* ---- The world of a scene of your own ------------------------------------------------------------------- */

/* What diorama_world_read and diorama_world_write are about; numbers row by row. Numbers of bodies, joints,
 * actuators and shapes are those of diorama_world_describe. */
enum {
  DIORAMA_POSES = 0,            /* [bodies, 7]: x y z in metres, quaternion w x y z, in the world */
  DIORAMA_VELOCITIES = 1,       /* [bodies, 6]: of the centre of mass in m/s, angular in rad/s, in the world */
  DIORAMA_JOINT_POSITIONS = 2,  /* free x y z w x y z, ball w x y z, hinge in rad, slide in m, in their order */
  DIORAMA_JOINT_VELOCITIES = 3, /* [joints]: hinge in rad/s, slide in m/s, others 0 */
  DIORAMA_CONTROLS = 4,         /* [actuators] */
  DIORAMA_PARTICLES = 5,        /* [particles of all cloths, 3] in metres */
  DIORAMA_CONTACTS = 6,         /* [contacts of the last step, 12]: two shapes, point, normal into the first,
                                   depth, force on the first in newtons; none before they are asked for */
  DIORAMA_TIME = 7,             /* [1] in seconds */
  DIORAMA_HOLDERS = 8           /* [bodies]: the body that it is attached to, -1 where it is to none */
};

/* Makes the world of a scene in MuJoCo's XML format: of the file `path`, or of the text `xml`, whose files are
 * looked for in the folder `path` (NULL for the working directory). A scene without cameras gets one,
 * "overview". */
int32_t diorama_world_make(const char *path, const char *xml, diorama_world *world);

/* Closes a world. A second time gives DIORAMA_CLOSED. */
int32_t diorama_world_close(diorama_world world);

/* Writes what the world holds, as JSON: "name", "time_step", "bodies" with "name", "parent", "can_be_placed";
 * "joints" with "name", "kind", "body", "range", "first_position", "position_count"; "actuators" with "name",
 * "joint", "range"; "shapes", "shape_bodies", "cameras", "keys". */
int32_t diorama_world_describe(diorama_world world, char *text, size_t capacity, size_t *length);

/* Puts everything where the scene starts, or into the state of the key frame `key`. */
int32_t diorama_world_reset(diorama_world world, const char *key);

/* Makes `count` of the scene's own time steps. If the simulation blows up on the way, those before are made. */
int32_t diorama_world_step(diorama_world world, int64_t count);

/* Writes numbers of the present moment; `needed` receives how many there are. */
int32_t diorama_world_read(
    diorama_world world, int32_t what, double *numbers, size_t count, size_t *needed);

/* Sets the controls or the joint positions, all of them with index -1; or one control, the pose of a free or
 * mocap body, or its velocity, with its index. Poses and joint positions put things at rest. */
int32_t diorama_world_write(
    diorama_world world, int32_t what, int64_t index, const double *numbers, size_t count);

/* Fixes a body that moves by itself to another one as they stand, until it is detached or the world is reset: a
 * grasp that is not worth simulating. They do not collide with each other meanwhile; what held it before lets go. */
int32_t diorama_world_attach(diorama_world world, int64_t body, int64_t holder);

/* Lets go of a body; does nothing where nothing holds it. */
int32_t diorama_world_detach(diorama_world world, int64_t body);

/* Whether contacts are recorded in each step, for DIORAMA_CONTACTS; not at first. */
int32_t diorama_world_report_contacts(diorama_world world, int32_t is_wanted);

/* The whole state, from which diorama_world_restore goes on with the same bits in a world of the same scene. It is
 * longer while bodies are attached. */
int32_t diorama_world_save(
    diorama_world world, uint64_t *words, size_t capacity, size_t *needed);
int32_t diorama_world_restore(diorama_world world, const uint64_t *words, size_t count);

/* Draws: as diorama_render and its like. */
int32_t diorama_world_render(
    diorama_world world, const char *camera, size_t width, size_t height, const char *quality,
    uint8_t *pixels, size_t count);
int32_t diorama_world_depth(
    diorama_world world, const char *camera, size_t width, size_t height, float *depth, size_t count);
int32_t diorama_world_segmentation(
    diorama_world world, const char *camera, size_t width, size_t height, int32_t *bodies, size_t count);

/* Serves a vector in another process until that closes it or ends; what a worker's program calls, with the
 * number that is its last argument. */
int32_t diorama_worker_main(int32_t number);

#ifdef __cplusplus
}
#endif

#endif /* DIORAMA_H */
