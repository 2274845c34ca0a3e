using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Porthole.Simulation.Device.Mdns;

/// <summary>
/// A responder of multicast DNS for the services of an Axis camera. A question from any other port than 5353 gets a legacy
/// answer (RFC 6762, 6.7): by unicast, with the question and its number repeated and a short life.
/// </summary>
internal sealed class MdnsAnswers(DeviceFace face)
{
    private const ushort TypeA = 1;
    private const ushort TypePtr = 12;
    private const ushort TypeTxt = 16;
    private const ushort TypeSrv = 33;
    private const ushort Internet = 1;
    private const uint LegacySeconds = 10;

    private static readonly string[][] Services = [["_axis-video", "_tcp", "local"], ["_rtsp", "_tcp", "local"]];

    public static IPAddress Group { get; } = new([224, 0, 0, 251]);

    public byte[]? Answer(ReadOnlyMemory<byte> question, IPEndPoint from)
    {
        _ = from;
        var asked = Questions(question.Span);
        var known = asked.Where(entry => entry.Type is TypePtr or 255 && Services.Any(service => Same(service, entry.Name))).ToList();
        if (known.Count == 0)
            return null;
        var writer = new DnsWriter(BinaryPrimitives.ReadUInt16BigEndian(question.Span), asked.Count, known.Count, (known.Count * 2) + 1);
        foreach (var (name, type) in asked)
            writer.Question(name, type, Internet);
        foreach (var (name, _) in known)
            writer.Record(name, TypePtr, Internet, LegacySeconds, data => data.Name(Instance(name)));
        foreach (var (name, _) in known)
        {
            writer.Record(Instance(name), TypeSrv, Internet, LegacySeconds, data => Location(data, Same(name, Services[0]) ? face.HttpPort : face.RtspPort));
            writer.Record(Instance(name), TypeTxt, Internet, LegacySeconds, data => data.Text($"macaddress={face.Options.Mac.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant()}"));
        }

        writer.Record(Host(), TypeA, Internet, LegacySeconds, data => data.Raw(face.Address.GetAddressBytes()));
        return writer.ToArray();
    }

    private string[] Instance(string[] service) => [face.Options.Name ?? $"{face.Maker} {face.Model} - {face.Options.Mac.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant()}", .. service];

    private string[] Host() => [$"axis-{face.Options.Mac.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant()}", "local"];

    /// <summary>Priority, weight, port, host (RFC 2782).</summary>
    private void Location(DnsWriter data, int port)
    {
        data.Short(0);
        data.Short(0);
        data.Short((ushort)port);
        data.Name(Host());
    }

    private static bool Same(string[] one, string[] other) => one.SequenceEqual(other, StringComparer.OrdinalIgnoreCase);

    /// <summary>The questions of a message that has no pointers among them; none for anything else.</summary>
    private static List<(string[] Name, ushort Type)> Questions(ReadOnlySpan<byte> message)
    {
        var questions = new List<(string[], ushort)>();
        if (message.Length < 12 || (message[2] & 0xF8) != 0)
            return questions;
        var at = 12;
        for (var count = BinaryPrimitives.ReadUInt16BigEndian(message[4..]); count > 0; count--)
        {
            var labels = new List<string>();
            while (at < message.Length && message[at] is > 0 and < 64 and var length && at + 1 + length < message.Length)
            {
                labels.Add(Encoding.UTF8.GetString(message.Slice(at + 1, length)));
                at += length + 1;
            }

            if (at + 5 > message.Length || message[at] != 0)
                return [];
            questions.Add(([.. labels], BinaryPrimitives.ReadUInt16BigEndian(message[(at + 1)..])));
            at += 5;
        }

        return questions;
    }
}
