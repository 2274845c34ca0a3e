using System.Net;

namespace Porthole.Simulation;

/// <summary>A port of a simulated camera that a demo should open.</summary>
/// <param name="Camera">The camera.</param>
/// <param name="Name">What the port is for: <c>rtsp</c> or <c>http</c>.</param>
/// <param name="Internal">Where the camera listens, on TCP.</param>
/// <param name="ExternalPort">The external port to ask for; it was free on the WAN address when the site started.</param>
public sealed record SimulatedForward(SimulatedCamera Camera, string Name, IPEndPoint Internal, int ExternalPort);
