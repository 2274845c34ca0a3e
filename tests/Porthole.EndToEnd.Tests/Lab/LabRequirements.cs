using System.Diagnostics;

namespace Porthole.Lab;

/// <summary>What a machine must have for the lab; <c>tests/run.sh</c> installs what Debian offers.</summary>
public static class LabRequirements
{
    /// <summary>Where the lab's programs are looked for, before anything a developer has put in front of them.</summary>
    public const string SearchPath = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin";

    /// <summary>Debian's Python, the one that its GStreamer bindings belong to.</summary>
    public const string Python = "/usr/bin/python3";

    private static readonly string[] Tools =
        ["unshare", "nsenter", "ip", "ss", "nft", "miniupnpd", "upnpc", "natpmpc", "tshark", "tcpdump", "dnsmasq", "busybox", "curl", "ffmpeg", "ffprobe", Python];

    private static readonly Lazy<string?> FirstMissing = new(FindMissing);

    /// <summary>Why the lab cannot stand on this machine; null when it can.</summary>
    public static string? Missing => FirstMissing.Value;

    /// <summary>The path of a program, or null when it is not installed.</summary>
    public static string? Find(string program) => Path.IsPathRooted(program)
        ? File.Exists(program) ? program : null
        : SearchPath.Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static string? FindMissing()
    {
        if (!OperatingSystem.IsLinux())
            return "The lab is made of Linux network namespaces.";
        if (!Environment.IsPrivilegedProcess)
            return "The lab makes network namespaces, which takes root.";
        if (Tools.FirstOrDefault(tool => Find(tool) is null) is { } missing)
            return $"The lab needs {missing}, which is not installed; tests/run.sh installs it.";
        return Succeeds(Python, "-c", "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer")
            ? null
            : "The lab's cameras need GStreamer's RTSP server for Python (gir1.2-gst-rtsp-server-1.0), which is not installed; tests/run.sh installs it.";
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false });
        process!.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
