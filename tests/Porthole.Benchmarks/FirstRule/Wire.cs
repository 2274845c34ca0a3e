using System.Globalization;
using Porthole.Lab;

namespace Porthole.Benchmarks.FirstRule;

/// <summary>What goes over the NVR PC's card, told by tshark.</summary>
internal sealed class Wire : IAsyncDisposable
{
    // Everything between this PC and its router that could be Porthole's; not what the operating system sends by itself (ARP, IGMP).
    private const string Filter = "udp port 5350 or udp port 5351 or udp port 1900 or tcp";

    private static readonly string[] Fields = ["frame.time_epoch", "ip.src", "udp.srcport", "udp.dstport", "tcp.dstport", "tcp.stream", "tcp.flags.syn", "tcp.flags.ack", "http.request.method", "http.response.code", "http.request.line", "ip.dst"];

    private readonly LabProcess _tshark;

    private Wire(LabProcess tshark) => _tshark = tshark;

    /// <summary>The packets so far.</summary>
    public IReadOnlyList<Packet> Packets => [.. _tshark.Output.Lines.Where(line => line.Length > 0).Select(Packet.Parse)];

    /// <summary>Starts to listen.</summary>
    public static async Task<Wire> ListenAsync(RouterLab lab)
    {
        string[] arguments = ["-l", "-i", "eth0", "-f", Filter, "-d", "tcp.port==5555,http", "-T", "fields", "-E", "occurrence=a", .. Fields.SelectMany(field => new[] { "-e", field })];
        var tshark = lab.Nvr.Start("tshark", arguments);
        await Wait.UntilAsync("tshark to listen", () => Task.FromResult(tshark.Log.Text.Contains("Capturing", StringComparison.Ordinal)), () => Task.FromResult(tshark.Log.Text));
        return new Wire(tshark);
    }

    /// <summary>Waits until a packet like this was seen; tshark tells of packets a moment after they went by.</summary>
    public Task WaitForAsync(string what, Func<Packet, bool> wanted) =>
        Wait.UntilAsync(what, () => Task.FromResult(Packets.Any(wanted)), () => Task.FromResult(_tshark.Log.Tail));

    public ValueTask DisposeAsync() => _tshark.DisposeAsync();
}

/// <summary>One packet; fields that it has not are empty or 0.</summary>
internal sealed record Packet(double Time, string From, int UdpFrom, int UdpTo, int TcpTo, int Stream, bool IsSyn, string Method, string Response, string Headers, string To)
{
    public bool IsFromNvr => From == Nvr.LanAddress;

    /// <summary>The SOAP action that it asks for; empty for none.</summary>
    public string Action => Headers.Split('#') is [_, var action, ..] && Headers.Contains("SOAPAction", StringComparison.OrdinalIgnoreCase) ? action.Split('"')[0] : "";

    public static Packet Parse(string line)
    {
        var fields = line.Split('\t');
        return new Packet(
            double.Parse(fields[0], CultureInfo.InvariantCulture), fields[1], Number(fields[2]), Number(fields[3]), Number(fields[4]), fields[5].Length > 0 ? Number(fields[5]) : -1,
            IsSet(fields[6]) && !IsSet(fields[7]), fields[8], fields[9], fields[10], fields[11]);
    }

    private static int Number(string field) => field.Length == 0 ? 0 : int.Parse(field, CultureInfo.InvariantCulture);

    private static bool IsSet(string field) => field is "1" or "True";
}
