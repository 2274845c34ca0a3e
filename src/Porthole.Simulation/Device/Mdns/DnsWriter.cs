using System.Buffers.Binary;
using System.Text;

namespace Porthole.Simulation.Device.Mdns;

/// <summary>Writes DNS messages (RFC 1035, 4.1) and points back to names that were written before (4.1.4).</summary>
internal sealed class DnsWriter
{
    private readonly List<byte> _bytes = [.. new byte[12]];
    private readonly Dictionary<string, int> _names = new(StringComparer.OrdinalIgnoreCase);

    public DnsWriter(ushort id, int questions, int answers, int additionals)
    {
        Put(0, id);
        Put(2, 0x8400);
        Put(4, (ushort)questions);
        Put(6, (ushort)answers);
        Put(10, (ushort)additionals);
    }

    public void Question(string[] name, ushort type, ushort questionClass)
    {
        Name(name);
        Short(type);
        Short(questionClass);
    }

    /// <summary>A record; <paramref name="data"/> writes what it holds.</summary>
    public void Record(string[] name, ushort type, ushort recordClass, uint seconds, Action<DnsWriter> data)
    {
        Name(name);
        Short(type);
        Short(recordClass);
        Short((ushort)(seconds >> 16));
        Short((ushort)seconds);
        var lengthAt = _bytes.Count;
        Short(0);
        data(this);
        Put(lengthAt, (ushort)(_bytes.Count - lengthAt - 2));
    }

    public void Name(string[] labels)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            var rest = string.Join('\0', labels[i..]);
            if (_names.TryGetValue(rest, out var at))
            {
                Short((ushort)(0xC000 | at));
                return;
            }

            _names[rest] = _bytes.Count;
            Text(labels[i]);
        }

        _bytes.Add(0);
    }

    /// <summary>A length byte and the text, at most 63 bytes in a name and 255 in a TXT record.</summary>
    public void Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        _bytes.Add((byte)bytes.Length);
        _bytes.AddRange(bytes);
    }

    public void Short(ushort value) => _bytes.AddRange([(byte)(value >> 8), (byte)value]);

    public void Raw(ReadOnlySpan<byte> bytes) => _bytes.AddRange(bytes);

    public byte[] ToArray() => [.. _bytes];

    private void Put(int at, ushort value)
    {
        Span<byte> two = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(two, value);
        (_bytes[at], _bytes[at + 1]) = (two[0], two[1]);
    }
}
