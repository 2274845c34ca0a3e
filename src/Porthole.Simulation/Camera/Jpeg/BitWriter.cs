namespace Porthole.Simulation.Camera.Jpeg;

/// <summary>Writes entropy-coded bits; a byte of ones is followed by a zero byte (ISO/IEC 10918-1, F.1.2.3).</summary>
internal sealed class BitWriter(int capacity)
{
    private readonly List<byte> _bytes = new(capacity);
    private uint _bits;
    private int _count;

    public void Write(int value, int length)
    {
        _bits = _bits << length | (uint)value & ((1u << length) - 1);
        for (_count += length; _count >= 8; _count -= 8)
            Put((byte)(_bits >> (_count - 8)));
    }

    /// <summary>Everything written, the last byte filled up with ones.</summary>
    public byte[] Finish()
    {
        if (_count > 0)
            Write(0x7f, 8 - _count);
        return [.. _bytes];
    }

    private void Put(byte value)
    {
        _bytes.Add(value);
        if (value == 0xff)
            _bytes.Add(0);
    }
}
