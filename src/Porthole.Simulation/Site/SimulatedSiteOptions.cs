using System.Collections.Immutable;
using System.Net;

namespace Porthole.Simulation;

/// <summary>What a simulated site consists of.</summary>
public sealed record SimulatedSiteOptions
{
    /// <summary>The router. The default is a permissive one, so that direct mappings can be seen; its addresses are 127.0.0.254 and 127.77.0.1.</summary>
    public SimulatedRouterOptions Router { get; init; } = new() { SecureMode = false };

    /// <summary>The cameras. Their ports are wishes: where one is taken a free one is used. The default is "Front door" at 127.0.0.20 and "Garage" at 127.0.0.21, both with RTSP on 8554 and HTTP on 8080.</summary>
    public ImmutableArray<SimulatedCameraOptions> Cameras { get; init; } =
    [
        new() { Name = "Front door", Address = new([127, 0, 0, 20]), RtspPort = 8554, HttpPort = 8080 },
        new() { Name = "Garage", Address = new([127, 0, 0, 21]), RtspPort = 8554, HttpPort = 8080 },
    ];

    /// <summary>The address of the PC that runs the agent. The default is 127.0.0.1, from which the system asks when nothing else is bound.</summary>
    public IPAddress LocalAddress { get; init; } = IPAddress.Loopback;

    /// <summary>The first external port wished for RTSP; the next camera gets the next free one. The default is 8554.</summary>
    public int FirstExternalRtspPort { get; init; } = 8554;

    /// <summary>The first external port wished for HTTP; the next camera gets the next free one. The default is 8080.</summary>
    public int FirstExternalHttpPort { get; init; } = 8080;
}
