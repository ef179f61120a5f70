"""One PPO update by PyTorch in double: advantages, two epochs of two minibatches, Adam with clipped gradients.

    python ppo_update.py > ppo-update.json
"""
import json
import math

import torch
import torch.nn as nn

torch.set_default_dtype(torch.float64)
STEPS, ENVS, WIDTH, HIDDEN, ACTIONS = 6, 2, 4, 5, 3
CLIP, VALUE_CLIP, VALUE_WEIGHT, ENTROPY_WEIGHT, NORM, RATE, EPS = 0.2, 0.2, 0.5, 0.01, 0.5, 0.05, 1e-5
GAMMA, LAMBDA = 0.99, 0.95
N = STEPS * ENVS


def wave(start, count, size=1.0):
    return [size * math.sin(start + 1.3 * j) for j in range(count)]


class Net(nn.Module):
    def __init__(self, outputs, start):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(WIDTH, HIDDEN), nn.Linear(HIDDEN, HIDDEN), nn.Linear(HIDDEN, outputs)])
        with torch.no_grad():
            for i, layer in enumerate(self.layers):
                rows, columns = layer.weight.shape[1], layer.weight.shape[0]
                layer.weight.copy_(torch.tensor(wave(start + i, rows * columns, 0.6)).reshape(rows, columns).T)
                layer.bias.copy_(torch.tensor(wave(start + 10 + i, columns, 0.1)))

    def forward(self, x):
        first, second, last = self.layers
        return last(torch.tanh(second(torch.tanh(first(x)))))


policy, value = Net(ACTIONS, 0.2), Net(1, 0.7)
observations = torch.tensor(wave(3.0, N * WIDTH)).reshape(N, WIDTH)
observations[:, -1] = torch.tensor([float((i * 7) % 3 == 0) for i in range(N)])


def log_policy(x):
    holds = x[:, -1:]
    idle = torch.cat([1 - holds, torch.zeros_like(holds), holds], 1)
    return torch.log_softmax(policy(x) - 1e9 * idle, 1)


actions = torch.tensor([1 if i % 2 else (0 if observations[i, -1] == 1 else 2) for i in range(N)])
with torch.no_grad():
    old_logs = log_policy(observations).gather(1, actions[:, None])[:, 0] + torch.tensor(wave(5.0, N, 0.3))
    old_values = value(observations)[:, 0] + torch.tensor(wave(6.0, N, 0.4))
rewards, last = torch.tensor(wave(8.0, N)), torch.tensor([0.3, -0.4])
ends = torch.tensor([1.0 if i in (5, 8) else 0.0 for i in range(N)])

grid = lambda x: x.reshape(STEPS, ENVS)
advantages, following = torch.zeros(STEPS, ENVS), torch.zeros(ENVS)
for t in reversed(range(STEPS)):
    after = last if t == STEPS - 1 else grid(old_values)[t + 1]
    goes_on = 1 - grid(ends)[t]
    error = grid(rewards)[t] + GAMMA * goes_on * after - grid(old_values)[t]
    following = error + GAMMA * LAMBDA * goes_on * following
    advantages[t] = following
advantages = advantages.reshape(N)
returns = advantages + old_values

parameters = [*policy.parameters(), *value.parameters()]
optimiser = torch.optim.Adam(parameters, lr=RATE, eps=EPS)
orders = [[3, 8, 1, 10, 5, 0, 7, 2, 11, 4, 9, 6], [6, 2, 9, 0, 11, 5, 1, 8, 4, 10, 3, 7]]
numbers = []
for order in orders:
    for places in (order[: N // 2], order[N // 2:]):
        p = torch.tensor(places)
        logs = log_policy(observations[p])
        log_ratio = logs.gather(1, actions[p][:, None])[:, 0] - old_logs[p]
        ratio, a = log_ratio.exp(), advantages[p]
        a = (a - a.mean()) / (a.std() + 1e-8)
        policy_loss = -torch.minimum(ratio * a, ratio.clamp(1 - CLIP, 1 + CLIP) * a).mean()
        v = value(observations[p])[:, 0]
        clipped = old_values[p] + (v - old_values[p]).clamp(-VALUE_CLIP, VALUE_CLIP)
        value_loss = 0.5 * torch.maximum((v - returns[p]) ** 2, (clipped - returns[p]) ** 2).mean()
        entropy = -(logs.exp() * logs).sum(1).mean()
        divergence = (ratio - 1 - log_ratio).mean()
        loss = policy_loss + VALUE_WEIGHT * value_loss - ENTROPY_WEIGHT * entropy
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, NORM)
        optimiser.step()
        numbers.append([x.item() for x in (policy_loss, value_loss, entropy, divergence)])


def flat(net):
    return [[layer.weight.T.flatten().tolist(), layer.bias.tolist()] for layer in net.layers]


rounded = lambda x: [rounded(y) for y in x] if isinstance(x, list) else float(f"{x:.12g}")
print(json.dumps({k: rounded(v) for k, v in {
    "observations": observations.tolist(), "actions": actions.double().tolist(), "logProbabilities": old_logs.tolist(),
    "values": old_values.tolist(), "rewards": rewards.tolist(), "ends": ends.tolist(), "lastValues": last.tolist(),
    "orders": [[float(i) for i in o] for o in orders], "advantages": advantages.tolist(), "returns": returns.tolist(),
    "numbers": numbers, "policy": flat(policy), "value": flat(value)}.items()}))
