using System.Net;

namespace Porthole.Simulation;

/// <summary>What a simulated camera is like.</summary>
/// <remarks>The default address is one that Linux and Windows have on loopback without any set-up. On macOS set it to 127.0.0.1; the ports tell cameras apart.</remarks>
public sealed record SimulatedCameraOptions
{
    /// <summary>The camera's name, shown in the picture, the page and the session description.</summary>
    public string Name { get; init; } = "Front door";

    /// <summary>Its address on the LAN. The default is 127.0.0.20.</summary>
    public IPAddress Address { get; init; } = new([127, 0, 0, 20]);

    /// <summary>The TCP port of RTSP; 0, the default, takes a free one.</summary>
    public int RtspPort { get; init; }

    /// <summary>The TCP port of HTTP; 0, the default, takes a free one.</summary>
    public int HttpPort { get; init; }

    /// <summary>The path of the stream as it is told to people; every other path plays the same stream. The default is <c>/Streaming/Channels/101</c>.</summary>
    public string StreamPath { get; init; } = "/Streaming/Channels/101";

    /// <summary>Pictures a second, 1 to 30. The default is 10.</summary>
    public int FramesPerSecond { get; init; } = 10;
}
