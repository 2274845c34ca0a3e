namespace Porthole.Tray.Feed;

/// <summary>Bytes that are gathered one after the other; emptied, it keeps its room.</summary>
internal sealed class ByteBuffer
{
    private byte[] _room = new byte[256];

    public int Count { get; private set; }

    public Span<byte> Written => _room.AsSpan(0, Count);

    /// <summary>The first bytes. Valid until the next change.</summary>
    public ReadOnlyMemory<byte> First(int count) => _room.AsMemory(0, count);

    public void Clear() => Count = 0;

    public void Add(byte value)
    {
        Grow(Count + 1);
        _room[Count++] = value;
    }

    public void Add(ReadOnlySpan<byte> values)
    {
        Grow(Count + values.Length);
        values.CopyTo(_room.AsSpan(Count));
        Count += values.Length;
    }

    public void RemoveStart(int count)
    {
        Written[count..].CopyTo(_room);
        Count -= count;
    }

    private void Grow(int needed)
    {
        if (needed > _room.Length) Array.Resize(ref _room, Math.Max(needed, _room.Length * 2));
    }
}
