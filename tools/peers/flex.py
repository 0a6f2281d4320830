# SPDX-License-Identifier: Apache-2.0
"""MuJoCo's cloth in several settings, for `contenders.py`, and whether each holds as ours does.

`python flex.py` prints a table of them: each falls for two simulated seconds, as in `diorama bench cloth-20x20`.
"""

import pathlib
import time

import numpy as np

FILE = pathlib.Path(__file__).with_name("flex.xml")
AIR = 1.0  # the part of a particle's speed that the air takes a second, as in ours [1/s]
FALL = 2.0  # [s]
ELASTICITY = '<elasticity young="6e4" poisson="0.3" thickness="1e-3" elastic2d="both" damping="1e-4"/>'
EDGES = '<edge equality="true" damping="0.001"/>'
OPTION = '<option timestep="0.008" integrator="discrete" solver="CG" iterations="15"/>'

# what stands in the file instead: the option, and what holds the cloth together
SETTINGS = {
    "elastic": (OPTION, ELASTICITY),
    "elastic-longer": (OPTION.replace("0.008", "0.01"), ELASTICITY),
    "elastic-newton": ('<option timestep="0.005" integrator="discrete" solver="Newton"/>', ELASTICITY),
    "elastic-explicit": ('<option timestep="0.0005" solver="CG"/>', ELASTICITY),
    "elastic-ipc": (
        '<option timestep="0.005" integrator="discrete" solver="CG"><flag ipc="enable"/></option>', ELASTICITY),
    "edges": ('<option timestep="0.01" integrator="implicitfast" solver="CG"/>', EDGES),
    "edges-5ms": ('<option timestep="0.005" solver="CG"/>', '<edge equality="true" damping="0.001" solref="0.01 1"/>'),
    "edges-tight": (
        '<option timestep="0.001" integrator="discrete" solver="CG"/>', '<edge equality="true" solref="0.002 1"/>'),
}

# what "as stable as ours" means: at most this
BOUNDS = {
    "strain": 0.065,  # of an edge along the threads, at any time: ours has 6.2 % in the drape
    "depth": 0.01,  # of a particle in a box [m]: contacts are soft, and the cloth's own radius is 4 mm
    "speed": 0.015,  # of the particles at the end, root mean square [m/s]
    "crossings": 0,  # of an edge and a triangle of the cloth, at the end
}


def load(name):
    """Returns the model of a setting."""
    import mujoco

    option, inside = SETTINGS[name]
    text = FILE.read_text()
    assert OPTION in text and ELASTICITY in text, f"{FILE.name} does not have what the settings replace"
    model = mujoco.MjModel.from_xml_string(text.replace(OPTION, option).replace(ELASTICITY, inside))
    model.dof_damping[:] = AIR * model.body_mass[model.dof_bodyid]
    return model


def fall(model, data, watch=None):
    """Drops the cloth once; calls `watch` every 20 ms."""
    import mujoco

    mujoco.mj_resetData(model, data)
    every, count = max(1, round(0.02 / model.opt.timestep)), 0
    while data.time < FALL:
        mujoco.mj_step(model, data)
        count += 1
        if watch and count % every == 0:
            watch()
    if any(warning.number for warning in data.warning):
        raise RuntimeError("MuJoCo's cloth became unstable")


def examine(model, data):
    """Drops the cloth once; returns the quantities that have bounds."""
    ends, lengths = model.flex_edge.reshape(-1, 2), model.flexedge_length0
    threads = lengths < 1.01 * lengths.min()
    strains, depths = [0.0], [0.0]

    def watch():
        place = data.flexvert_xpos.reshape(-1, 3)
        now = np.linalg.norm(place[ends[:, 0]] - place[ends[:, 1]], axis=1)
        strains.append((now / lengths - 1)[threads].max())
        for box in range(model.ngeom):
            inside = model.geom_size[box] - abs(place - model.geom_pos[box])
            depths.append(inside.min(axis=1).max())

    fall(model, data, watch)
    place = data.flexvert_xpos.reshape(-1, 3)
    return {
        "strain": float(max(strains)), "depth": float(max(depths)),
        "speed": float(np.sqrt((data.qvel.reshape(-1, 3) ** 2).sum(axis=1).mean())),
        "crossings": crossings(place, ends, model.flex_elem.reshape(-1, 3)),
    }


def crossings(place, ends, triangles):
    """Returns how many edges pass through triangles, by Möller and Trumbore 1997."""
    start, along = place[ends[:, 0]][:, None], (place[ends[:, 1]] - place[ends[:, 0]])[:, None]
    corner, one, other = (place[triangles[:, i]][None] for i in range(3))
    one, other = one - corner, other - corner
    normal = np.cross(along, other)
    size = (one * normal).sum(-1)
    with np.errstate(all="ignore"):
        offset = start - corner
        u = (offset * normal).sum(-1) / size
        across = np.cross(offset, one)
        v, t = (along * across).sum(-1) / size, (other * across).sum(-1) / size
        hit = (u > 0) & (v > 0) & (u + v < 1) & (t > 0) & (t < 1)
    joined = (ends[:, None, :, None] == triangles[None, :, None, :]).any(axis=(2, 3))
    return int((hit & ~joined).sum())


def contender(name):
    """Returns a function that lets the cloth fall for some seconds; it returns simulated over real time.

    Raises if the setting does not hold as ours does.
    """
    import mujoco

    model = load(name)
    data = mujoco.MjData(model)
    for quantity, value in examine(model, data).items():
        if value > BOUNDS[quantity]:
            raise RuntimeError(f"does not hold: {quantity} {value:.3g}, at most {BOUNDS[quantity]:.3g}")

    def run(seconds):
        simulated, start = 0.0, time.perf_counter()
        while time.perf_counter() - start < seconds:
            fall(model, data)
            simulated += data.time
        return simulated / (time.perf_counter() - start)

    return run


def main():
    """Prints a table of the settings."""
    import mujoco

    print(f"MuJoCo {mujoco.__version__}")
    print("| setting | time step | × real time | largest strain | deepest | speed at the end | crossings |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name in SETTINGS:
        model = load(name)
        data = mujoco.MjData(model)
        head = f"| {name} | {1000 * model.opt.timestep:g} ms |"
        try:
            seen = examine(model, data)
        except RuntimeError as error:
            print(f"{head} {error} | | | | |", flush=True)
            continue
        start = time.perf_counter()
        fall(model, data)
        rate = data.time / (time.perf_counter() - start)
        print(f"{head} {rate:.2g} | {100 * seen['strain']:.1f} % | {1000 * seen['depth']:.1f} mm "
              f"| {1000 * seen['speed']:.1f} mm/s | {seen['crossings']} |", flush=True)


if __name__ == "__main__":
    main()
