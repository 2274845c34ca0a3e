using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Porthole.PortMapping.Discovery;

/// <summary>The activity source and the meter of this library, both named <c>Porthole.PortMapping</c>.</summary>
internal static class Telemetry
{
    public const string Name = "Porthole.PortMapping";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "porthole.portmapping.requests", "{request}", "Requests to the gateway, by protocol, operation, result and the protocol's own code.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "porthole.portmapping.request.duration", "s", "How long the gateway took, repeats included.");

    private static readonly Counter<long> Searches = Meter.CreateCounter<long>(
        "porthole.portmapping.searches", "{search}", "Searches that ran their time, by protocol and whether it answered.");

    private static readonly Counter<long> Restarts = Meter.CreateCounter<long>(
        "porthole.portmapping.restarts", "{restart}", "Times that the gateway showed to have lost its state.");

    private static readonly Counter<long> Strangers = Meter.CreateCounter<long>(
        "porthole.portmapping.strangers", "{datagram}", "Answers and announcements from others than the gateway, dropped.");

    public static void Request(string protocol, string operation, Refusal? refusal, TimeSpan elapsed)
    {
        var tags = new TagList
        {
            { "protocol", protocol },
            { "operation", operation },
            { "result", Result(refusal) },
        };
        Duration.Record(elapsed.TotalSeconds, tags);
        if (refusal?.Code is { } code)
            tags.Add("code", code);
        Requests.Add(1, tags);
    }

    public static void Search(ProbeReport report) =>
        Searches.Add(1, new("protocol", report.Protocol.ToString()), new("answered", report.Answered));

    public static void Restart() => Restarts.Add(1);

    public static void Stranger() => Strangers.Add(1);

    public static string Result(Refusal? refusal) => refusal is null ? "Granted" : refusal.Reason.ToString();
}
