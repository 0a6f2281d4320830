# SPDX-License-Identifier: Apache-2.0
"""The world of a scene of one's own, tasks in it, and task files."""

import pickle
from pathlib import Path

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from own_task import OpenDrawer

import diorama

FOLDER = Path(__file__).parent
SCENE = FOLDER / "drawer.xml"


@pytest.fixture
def world():
    with diorama.World(SCENE, contacts=True) as world:
        yield world


def test_a_world_falls_and_is_reset(world):
    assert world.time_step == 0.005
    assert list(world.bodies) == ["world", "drawer", "ball"]
    assert world.positions.shape == (3, 3)
    world.step(20)
    fall = 0.5 * 9.81 * 0.1 * (0.1 + 0.005)
    assert np.isclose(world.bodies["ball"].position[2], 0.4 - fall)
    assert np.isclose(world.bodies["ball"].velocity[2], -0.981)
    assert np.isclose(world.time, 0.1)
    world.reset()
    assert world.time == 0
    assert world.bodies["ball"].position[2] == 0.4


def test_controls_are_written_and_key_frames_set_them(world):
    world.controls[:] = 2
    world.step(50)
    assert world.joints["slide"].value > 0.02
    world.reset("open")
    assert world.actuators["pull"].control == 1
    assert np.isclose(world.joints["slide"].value, 0.2)
    world.actuators["pull"].control = -2
    world.step(10)
    assert world.joints["slide"].velocity < 0
    with pytest.raises(ValueError, match="no key frame 'opne'; did you mean 'open'"):
        world.reset("opne")


def test_a_joint_is_put_somewhere(world):
    world.controls[:] = 0.5
    world.joints["slide"].value = 0.1
    assert np.isclose(world.joints["slide"].value, 0.1)
    assert np.isclose(world.bodies["drawer"].position[0], 0.1)
    assert world.controls[0] == 0.5
    assert world.joints["slide"].range == (0, 0.3)


def test_a_body_is_placed_and_thrown(world):
    ball = world.bodies["ball"]
    ball.place([0.5, 0, 1])
    ball.set_velocity([1, 0, 0], [0, 0, 3])
    assert ball.position.tolist() == [0.5, 0, 1]
    assert ball.spin.tolist() == [0, 0, 3]
    world.step()
    assert np.isclose(ball.position[0], 0.505)
    with pytest.raises(ValueError, match="'drawer' cannot be placed"):
        world.bodies["drawer"].place([0, 0, 1])


def test_contacts_carry_the_weight(world):
    world.step(200)
    touching = [c for c in world.contacts() if "ball" in (c.first, c.second)]
    assert touching
    force = sum(c.force if c.first == "ball" else -c.force for c in touching)
    assert np.allclose(force, [0, 0, 0.1 * 9.81], atol=1e-3)
    with (
        diorama.World(SCENE) as silent,
        pytest.raises(ValueError, match=r"make World\(…, contacts=True\)"),
    ):
        silent.contacts()


def test_states_go_on_with_the_same_bits(world):
    world.controls[:] = 1
    world.step(10)
    state = world.get_state()
    world.step(30)
    after = world.get_state()
    other = pickle.loads(pickle.dumps(world))
    assert other.get_state() == after
    other.set_state(state)
    assert other.controls[0] == 1
    other.step(30)
    assert other.get_state() == after
    with pytest.raises(diorama.BadSnapshotError, match="words"):
        world.set_state(state[:-8])


def test_a_body_is_held_by_another(world):
    world.attach("ball", "drawer")
    assert world.bodies["ball"].holder == "drawer"
    before = world.bodies["ball"].position - world.bodies["drawer"].position
    world.actuators["pull"].control = 1
    world.step(50)
    after = world.bodies["ball"].position - world.bodies["drawer"].position
    np.testing.assert_allclose(after, before, atol=1e-4)
    state = world.get_state()
    world.detach("ball")
    assert world.bodies["ball"].holder is None
    world.step(50)
    world.set_state(state)
    assert world.bodies["ball"].holder == "drawer"
    world.reset()
    assert world.bodies["ball"].holder is None


def test_pictures_show_the_present(world):
    first = world.render("front", 64, 48)
    assert first.shape == (48, 64, 3)
    assert first.std() > 5
    world.step(60)
    assert (world.render("front", 64, 48) != first).any()
    assert np.isfinite(world.depth("front", 64, 48)).any()
    assert set(np.unique(world.segmentation("front", 64, 48))) <= {-1, 0, 1, 2}
    with pytest.raises(ValueError, match="no camera 'frnt'; did you mean 'front'"):
        world.render("frnt")


def test_a_text_is_a_scene_too():
    with diorama.World("<mujoco><worldbody><geom size='0.1'/></worldbody></mujoco>") as world:
        assert world.cameras == ["overview"]
        assert world.render(width=32, height=32).std() > 1


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda w: diorama.World("nowhere.xml"), "there is no such file"),
        (lambda w: diorama.World("<mujoco><cube/></mujoco>"), "has no element <cube>"),
        (lambda w: w.step(-1), "-1 steps cannot be made"),
        (lambda w: w.bodies["bal"], "did you mean 'ball'"),
        (lambda w: w.bodies["ball"].place([0, 0, np.nan]), "must lie within"),
        (lambda w: w.bodies["ball"].place([0, 0]), "takes 7"),
        (lambda w: w.bodies["ball"].place([0, 0, 1], [0, 0, 0, 0]), "the quaternion is 0 0 0 0"),
        (lambda w: setattr(w, "joint_positions", [1]), "takes 8"),
        (lambda w: w.render(width=8), "must lie in 16...2048"),
    ],
)
def test_bad_input_is_told(world, call, words):
    with pytest.raises(ValueError, match=words.replace("(", "\\(")):
        call(world)


def test_a_closed_world_is_told():
    world = diorama.World(SCENE)
    world.close()
    world.close()
    with pytest.raises(diorama.DioramaError):
        world.step()


@pytest.mark.filterwarnings("ignore:.*Box observation space")
def test_a_class_is_a_gymnasium_environment():
    check_env(OpenDrawer(render_mode="rgb_array"), skip_render_check=True)
    env = OpenDrawer()
    first, _ = env.reset(seed=3)
    again, _ = env.reset(seed=3)
    assert (first == again).all()
    ends = False
    while not ends:
        _, reward, _, ends, info = env.step(np.ones(1, np.float32))
    assert info["is_success"]
    assert reward == 1
    with pytest.raises(gymnasium.error.ResetNeeded):
        env.step(np.ones(1, np.float32))


def test_a_class_goes_on_from_a_state():
    env = OpenDrawer()
    env.reset(seed=1)
    env.step(np.ones(1, np.float32))
    state = env.get_state()
    expected = [env.step(np.ones(1, np.float32))[0] for _ in range(5)]
    assert (env.set_state(state) is not None) and env.world.time > 0
    for observation in expected:
        assert (env.step(np.ones(1, np.float32))[0] == observation).all()


def test_a_task_file_is_an_environment():
    env = gymnasium.make("diorama/Task-v0", task=str(FOLDER / "drawer.json"))
    observation, info = env.reset(seed=0)
    assert observation.shape == env.observation_space.shape
    assert info["success"] == 0
    for _ in range(20):
        _, reward, _, truncated, info = env.step(np.ones(1, np.float32))
    assert truncated
    assert info["is_success"]
    assert reward == 1
    vector = gymnasium.make_vec("diorama/Task-v0", num_envs=3, task=str(FOLDER / "drawer.json"))
    assert vector.reset(seed=0)[0].shape == (3, *env.observation_space.shape)
    vector.close()
    with pytest.raises(ValueError, match=r"drawer2.json: there is no such file; check the path"):
        diorama.DioramaEnv(task=str(FOLDER / "drawer2.json"))
