namespace Porthole.PortMapping.Tests.Discovery;

/// <summary>Damages samples, the same way for the same seed.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly byte[] Telling = [0, 1, 2, 0x0A, 0x20, 0x2F, 0x30, 0x3A, 0x7F, 0x80, 0x81, 0xFE, 0xFF];

    private readonly Random _random = new(seed);

    public byte[] Damage(byte[][] samples)
    {
        var bytes = new List<byte>(samples[_random.Next(samples.Length)]);
        for (var wounds = _random.Next(1, 6); wounds > 0; wounds--)
            Wound(bytes, samples);
        return [.. bytes];
    }

    private void Wound(List<byte> bytes, byte[][] samples)
    {
        var at = _random.Next(bytes.Count + 1);
        switch (_random.Next(7))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = Telling[_random.Next(Telling.Length)];
                break;
            case 2:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 3:
                bytes.InsertRange(at, Enumerable.Range(0, _random.Next(64)).Select(_ => (byte)_random.Next(256)));
                break;
            case 4 when at < bytes.Count:
                bytes.RemoveRange(at, _random.Next(1, Math.Min(16, bytes.Count - at) + 1));
                break;
            case 5:
                bytes.InsertRange(at, samples[_random.Next(samples.Length)]);
                break;
            default:
                bytes.AddRange(Enumerable.Repeat(Telling[_random.Next(Telling.Length)], _random.Next(2000)));
                break;
        }
    }
}
