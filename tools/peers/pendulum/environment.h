// SPDX-License-Identifier: Apache-2.0
// RLtools' own pendulum, for its Python wrapper.
#include <rl_tools/rl/environments/pendulum/operations_generic.h>

template <typename T, typename TI>
using ENVIRONMENT_FACTORY = rl_tools::rl::environments::Pendulum<rl_tools::rl::environments::pendulum::Specification<T, TI>>;
