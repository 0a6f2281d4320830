# SPDX-License-Identifier: Apache-2.0
"""Drapes the cloth of scenes/draping.xml in MuJoCo along the path of Diorama's hand; for `physics`."""

import concurrent.futures
import json
import math
import pathlib
import subprocess
import sys
import tempfile

import mujoco
import numpy as np

SCENE = pathlib.Path(__file__).resolve().parents[2] / "scenes" / "draping.xml"
PERIOD = 0.1  # of control [s]
# MuJoCo integrates the springs explicitly too, but has no substeps: at the file's own 5 ms the cloth blows up
TIME_STEP = 0.0005
SAMPLES = 40  # along each edge of the box's top


def trace(program, seed):
    """Returns state and metrics of the expert's episode in Diorama, at its start and after each step."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "trace.jsonl"
        command = [program, "rollout", "Draping-v1", "--policy", "expert", "--seed", str(seed), "--trace", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"physics: {done.stderr.strip()}")
        return [json.loads(line) for line in path.read_text().splitlines()]


def in_mujoco(rows, alike):
    """Drives MuJoCo's hand where Diorama's was; returns the particles after each step, `[steps, x, y, 3]`.

    If `alike`, MuJoCo's world has what only Diorama reads in the file or adds to it: the air that takes a
    part of the particles' speed (as seen from the hand: the nearest that joints can do), and the rounding
    of the box's edges for the cloth. Else it is as the file has it for MuJoCo.
    """
    model = mujoco.MjModel.from_xml_path(str(SCENE))
    model.opt.timestep = TIME_STEP
    model.opt.solver = mujoco.mjtSolver.mjSOL_CG
    model.opt.cone = mujoco.mjtCone.mjCONE_ELLIPTIC
    # the hand is led along the path that it took, so that both cloths hang on the same bar
    model.eq_solref[0] = [0.004, 1]
    hand, target = model.body("hand").id, model.body("hand_target").mocapid[0]
    if alike:
        loss = model.numeric("cloth_air_damping").data[0]
        for body in set(model.flex_vertbodyid) - {hand}:
            first, count = model.body_dofadr[body], model.body_dofnum[body]
            model.dof_damping[first:first + count] = loss * model.body_mass[body]
        # 0.6 of a cell's diagonal less the cloth's radius, as in ClothCollider; contacts begin at the margin
        rounding = 0.6 * math.sqrt(2) * model.flexedge_length0.min() - model.flex_radius[0]
        edges = model.geom("box").id
        model.geom_size[edges] -= rounding
        model.geom_margin[edges] = rounding
    data = mujoco.MjData(model)
    states = [np.array(row["state"]) for row in rows]
    path = [state[:3] for state in states]
    start = model.jnt_qposadr[model.body_jntadr[hand]]
    data.qpos[start:start + 3] = data.mocap_pos[target] = path[0]
    place, yaw = box_pose(states[0])
    box = model.body("box").mocapid[0]
    data.mocap_pos[box][:2] = place
    data.mocap_quat[box] = [math.cos(yaw / 2), 0, 0, math.sin(yaw / 2)]
    side = math.isqrt(model.nflexvert)
    steps, found = round(PERIOD / TIME_STEP), []
    for here, there in zip(path, path[1:]):
        for step in range(1, steps + 1):
            data.mocap_pos[target] = here + step / steps * (there - here)
            mujoco.mj_step(model, data)
        if not np.isfinite(data.qpos).all():
            sys.exit("physics: MuJoCo's cloth diverged")
        found.append(data.flexvert_xpos.reshape(side, side, 3).copy())
    return np.array(found)


def box_pose(state):
    """Returns where the box is and how it is turned, from the environment's state."""
    return state[36:38], math.atan2(state[39], state[38])


def cross(a, b):
    """Returns the cross products of vectors in the plane."""
    return a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]


def coverage(model, cloth, state):
    """Returns which part of the box's top has cloth above it, at most `cover_height` away, as Draping-v1 does."""
    half = model.geom_size[model.body_geomadr[model.body("box").id]]
    (x, y), yaw = box_pose(state)
    top = np.array([x, y, 2 * half[2]])
    turn = np.array([[math.cos(yaw), math.sin(yaw), 0], [-math.sin(yaw), math.cos(yaw), 0], [0, 0, 1]])
    local = (cloth - top) @ turn.T
    grid = (np.arange(SAMPLES) + 0.5) / SAMPLES * 2 - 1
    points = np.stack(np.meshgrid(half[0] * grid, half[1] * grid), -1).reshape(-1, 2)
    a, b, c, d = local[:-1, :-1], local[1:, :-1], local[:-1, 1:], local[1:, 1:]
    triangles = np.concatenate([np.stack(t, -2).reshape(-1, 3, 3) for t in ((a, b, c), (b, d, c))])
    covered = np.zeros(len(points), bool)
    for p, q, r in triangles:
        area = cross(q[:2] - p[:2], r[:2] - p[:2])
        if abs(area) < 1e-12:
            continue
        u = cross(q[:2] - p[:2], points - p[:2]) / area
        v = cross(points - p[:2], r[:2] - p[:2]) / area
        height = p[2] + v * (q[2] - p[2]) + u * (r[2] - p[2])
        covered |= (u >= 0) & (v >= 0) & (u + v <= 1) & (height <= model.numeric("cover_height").data[0])
    return float(covered.mean())


def strain(model, cloth):
    """Returns the largest stretch of an edge along the threads."""
    lengths = [np.linalg.norm(np.diff(cloth, axis=axis), axis=2) for axis in (0, 1)]
    return float(max(edges.max() for edges in lengths) / model.flexedge_length0.min() - 1)


def compare(program, seed):
    """Returns one row for Diorama and one for MuJoCo as it is and alike, at the end of the expert's episode."""
    rows = trace(program, seed)
    last, metrics = np.array(rows[-1]["state"]), rows[-1]["metrics"]
    found = [{
        "engine": "Diorama", "seed": seed, "front_hem": metrics["front_hem"], "back_hem": metrics["back_hem"],
        "coverage": metrics["coverage"], "strain": metrics["strain"],
    }]
    hems = np.array([[row["metrics"][k] for k in ("front_hem", "back_hem")] for row in rows[1:]])
    with concurrent.futures.ProcessPoolExecutor() as pool:
        drapes = list(pool.map(in_mujoco, (rows, rows), (False, True)))
    model = mujoco.MjModel.from_xml_path(str(SCENE))
    for engine, cloths in zip(("MuJoCo", "MuJoCo, alike"), drapes):
        cloth = cloths[-1]
        side = len(cloth)
        # the nine points that the environment's state tells
        nine = np.array([cloth[third * (side - 1) // 3, j] for third in (1, 2, 3) for j in (0, side // 2, side - 1)])
        apart = np.linalg.norm(nine - last[9:36].reshape(9, 3), axis=1)
        edges = cloths[:, [0, -1]][..., 2].mean(axis=2)
        found.append({
            "engine": engine, "seed": seed, "front_hem": float(edges[-1, 0]), "back_hem": float(edges[-1, 1]),
            "coverage": coverage(model, cloth, last), "strain": strain(model, cloth),
            "hems_apart": float(abs(edges[-1] - hems[-1]).max()),
            "hems_apart_on_the_way": float(abs(edges - hems).max()),
            "points_apart": float(apart.max()), "points_apart_mean": float(apart.mean()),
        })
    return found
