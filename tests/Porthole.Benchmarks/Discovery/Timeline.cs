using Porthole.Benchmarks.FirstRule;

namespace Porthole.Benchmarks.Discovery;

/// <summary>One start on the wire, in seconds from the first packet of the burst.</summary>
/// <param name="Pcp">PCP's first answer.</param>
/// <param name="NatPmp">NAT-PMP's first answer.</param>
/// <param name="Ssdp">The first answer to a search.</param>
/// <param name="Rule">The answer to AddPortMapping.</param>
/// <param name="Exchanges">HTTP requests begun between the answer to the search and the rule, the two at the ends included.</param>
/// <param name="RoundTrips">Round trips on the way from the answer to the rule: each exchange one, and each connection that was waited for one.</param>
internal sealed record Timeline(double Pcp, double NatPmp, double Ssdp, double Rule, int Exchanges, int RoundTrips)
{
    private const int MappingPort = 5351;
    private const int SsdpPort = 1900;

    public static Timeline Read(IReadOnlyList<Packet> packets)
    {
        var burst = packets.First(packet => packet.IsFromNvr && packet.UdpTo is MappingPort or SsdpPort).Time;

        // The burst asks by PCP first and by NAT-PMP behind it; the router answers in that order.
        var mapping = packets.Where(packet => !packet.IsFromNvr && packet.UdpFrom == MappingPort).Select(packet => packet.Time - burst).ToList();
        var ssdp = packets.First(packet => !packet.IsFromNvr && packet.UdpFrom == SsdpPort).Time;
        var rule = packets.First(packet => IsAnswerTo("AddPortMapping", packet, packets)).Time;
        var exchanges = packets.Count(packet => packet.IsFromNvr && packet.Method.Length > 0 && packet.UdpTo == 0 && packet.Time >= ssdp && packet.Time <= rule);
        return new Timeline(mapping[0], mapping[1], ssdp - burst, rule - burst, exchanges, CountRoundTrips(packets, ssdp, rule));
    }

    /// <summary>A connection begun before the last answer had come was waited for together with that answer.</summary>
    private static int CountRoundTrips(IReadOnlyList<Packet> packets, double ssdp, double rule)
    {
        var trips = 0;
        var answered = ssdp;
        foreach (var request in packets.Where(packet => packet.IsFromNvr && packet.Method.Length > 0 && packet.UdpTo == 0 && packet.Time >= ssdp && packet.Time <= rule))
        {
            var begun = packets.First(packet => packet.Stream == request.Stream && packet.IsSyn).Time;
            trips += begun < answered ? 1 : 2;
            answered = packets.First(packet => packet.Stream == request.Stream && !packet.IsFromNvr && packet.Response.Length > 0).Time;
        }

        return trips;
    }

    public static bool IsAnswerTo(string action, Packet answer, IReadOnlyList<Packet> packets) =>
        answer.Response.Length > 0 && !answer.IsFromNvr && answer.Stream >= 0 && packets.Any(packet => packet.Stream == answer.Stream && packet.Action == action);
}
