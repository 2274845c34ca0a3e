using System.Net;
using Porthole.Simulation.Camera.Picture;

namespace Porthole.Simulation.Camera.Rtsp;

/// <summary>What DESCRIBE answers (RFC 4566; RFC 2435 for the payload).</summary>
internal sealed class SessionDescription(string name, int framesPerSecond)
{
    /// <summary>The control name of the only stream.</summary>
    public const string Track = "track1";

    // A line break in the name would start a line of its own.
    private readonly string _name = string.Concat(name.Where(c => !char.IsControl(c)));

    public string Write(IPAddress camera) =>
        $"v=0\r\no=- 1 1 IN IP4 {camera}\r\ns={(_name.Length > 0 ? _name : "-")}\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\na=control:*\r\na=range:npt=now-\r\n"
        + $"m=video 0 RTP/AVP {JpegPacketizer.PayloadType}\r\na=rtpmap:{JpegPacketizer.PayloadType} JPEG/90000\r\n"
        + $"a=framerate:{framesPerSecond}\r\na=framesize:{JpegPacketizer.PayloadType} {Frame.Width}-{Frame.Height}\r\na=control:{Track}\r\n";
}
