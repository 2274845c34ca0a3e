namespace Porthole.Lab;

/// <summary>A network camera: video over RTSP, a page and a picture over HTTP.</summary>
public sealed class Camera : NetworkHost
{
    /// <summary>Where Hikvision's cameras, and the lab's, have their stream.</summary>
    public const string StreamPath = "/Streaming/Channels/101";

    internal Camera(Sandbox sandbox, string name, string address, int width)
        : base(sandbox, name) => (Address, Width) = (address, width);

    /// <summary>The address it was built with.</summary>
    public string Address { get; }

    /// <summary>The width of its picture, by which a test knows which camera it plays.</summary>
    public int Width { get; }

    /// <summary>Starts the video server.</summary>
    public Task<LabProcess> StartRtspAsync(int port = 554) => StartRtspAsync(this, Width, port);

    /// <summary>Starts the web server; its page names the camera and the address that it is seen from.</summary>
    public Task<LabProcess> StartHttpAsync(int port = 80) => StartHttpAsync(this, Name, port);

    /// <summary>Starts a video server on any machine of the lab.</summary>
    internal static async Task<LabProcess> StartRtspAsync(NetworkHost host, int width, int port)
    {
        var server = host.Start(LabRequirements.Python, [Script("rtsp_camera.py"), $"{port}", StreamPath, $"{width}"]);
        await host.WaitForListenerAsync("tcp", port, () => server.Log.Tail);
        return server;
    }

    /// <summary>Starts a camera's web server on any machine of the lab.</summary>
    internal static async Task<LabProcess> StartHttpAsync(NetworkHost host, string name, int port, string bind = "0.0.0.0")
    {
        var server = host.Start(LabRequirements.Python, [Script("http_camera.py"), bind, $"{port}", name]);
        await host.WaitForListenerAsync("tcp", port, () => server.Log.Tail);
        return server;
    }

    private static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Lab", name);
}
