"""Outputs of the CNN-Transformer policy by PyTorch's own layers, for cnn-transformer.test.ts.

usage: cnn_transformer.py; prints the policy weights and the gradient of their sum of squares
in the first convolution's weight. Parameter i of a tensor with salt s is 0.4 sin(s + i).
"""
import torch
import torch.nn.functional as F

L, J, C, H = 12, 3, 8, 4


def made(salt, *shape):
    n = 1
    for size in shape:
        n *= size
    return (0.4 * torch.sin(salt + torch.arange(n, dtype=torch.float64))).reshape(shape)


residuals = 0.01 * torch.sin(torch.arange(L * J, dtype=torch.float64) ** 2 / 7).reshape(J, L)  # oldest first
path = residuals.cumsum(1)[:, None, :]
conv1 = (made(1, C, 2)[:, None, :].requires_grad_(), made(2, C))
conv2 = (made(3, C, 2 * C), made(4, C))  # taps of the date before, then of the date
x = F.instance_norm(path, eps=1e-5)
y = F.relu(F.conv1d(F.pad(x, (1, 0)), *conv1))
y = F.instance_norm(y, eps=1e-5)
kernel = torch.stack([conv2[0][:, :C], conv2[0][:, C:]], 2)
y = F.relu(F.conv1d(F.pad(y, (1, 0)), kernel, conv2[1])) + x.repeat(1, C, 1)
layer = torch.nn.TransformerEncoderLayer(C, H, 2 * C, dropout=0.25, batch_first=True).double().eval()
with torch.no_grad():
    layer.self_attn.in_proj_weight.copy_(torch.cat([made(5, C, C), made(7, C, C), made(9, C, C)]))
    layer.self_attn.in_proj_bias.copy_(torch.cat([made(6, C), made(8, C), made(10, C)]))
    layer.self_attn.out_proj.weight.copy_(made(11, C, C)), layer.self_attn.out_proj.bias.copy_(made(12, C))
    layer.norm1.weight.copy_(1 + made(13, C)), layer.norm1.bias.copy_(made(14, C))
    layer.linear1.weight.copy_(made(15, 2 * C, C)), layer.linear1.bias.copy_(made(16, 2 * C))
    layer.linear2.weight.copy_(made(17, C, 2 * C)), layer.linear2.bias.copy_(made(18, C))
    layer.norm2.weight.copy_(1 + made(19, C)), layer.norm2.bias.copy_(made(20, C))
out = layer(y.transpose(1, 2))[:, -1] @ made(21, 1, C).T + made(22, 1)
(out**2).sum().backward()
print([round(v, 8) for v in out[:, 0].tolist()])
print([round(v, 8) for v in conv1[0].grad[:, 0, :].flatten().tolist()])
