namespace Porthole.Tray.Status;

/// <summary>Every word the tray shows, so that it can be translated in one place.</summary>
internal static class Texts
{
    // The dashboard's words (texts.js); a test compares them.
    public const string Connecting = "Connecting to the agent…";
    public const string Lost = "The agent does not answer. Trying again…";
    public const string NoDevices = "No camera is registered yet.";
    public const string AllPaused = "Every camera is paused.";
    public const string Opening = "Asking the router to open the ports…";
    public const string MayNotReach = "The router has opened the ports, but people outside may not get in. See below.";
    public const string Copied = "Copied";

    public const string Product = "Porthole";
    public const string NotAnAgent = "Something other than the agent answers at its address. Trying again…";
    public const string NoToken = "The agent's token cannot be read. Sign in as the owner or an administrator.";
    public const string ClipboardBusy = "Another program holds the clipboard. Try again.";
    public const string StartAgent = "Start it: porthole service start";
    public const string StartAgentCommand = "porthole service start";
    public const string LanOnly = "in the LAN only";
    public const string Problems = "&Problems";
    public const string Devices = "P&ause or resume";
    public const string OpenDashboard = "Open &dashboard";
    public const string OpenLog = "Open &log";
    public const string RunDoctor = "&Run doctor";
    public const string Quit = "&Quit";

    public static string AllOpen(int count) => count == 1 ? "Your camera is reachable from outside." : $"All {count} cameras are reachable from outside.";

    public static string SomeOpen(int open, int count) => count == 1 ? "Your camera is only partly reachable from outside." : $"{open} of {count} cameras are reachable from outside.";

    public static string NoneOpen(int count) => count == 1 ? "Your camera is not reachable from outside." : $"None of the {count} cameras is reachable from outside.";

    public static string NotAnswering(int silent, int count)
    {
        if (count == 1) return "It does not answer.";
        return silent == 1 ? "One does not answer." : $"{silent} do not answer.";
    }

    public static string State(ForwardState state) => state switch
    {
        ForwardState.Pending => "opening",
        ForwardState.Mapped => "open",
        ForwardState.Failed => "not open",
        ForwardState.Paused => "paused",
        _ => "not known yet",
    };

    public static string Pause(string device) => $"Pause {device}";

    public static string Resume(string device) => $"Resume {device}";

    public static string IsPaused(string device) => $"{device} is paused: its ports are closed.";

    public static string IsResumed(string device) => $"{device} is resumed: its ports are being opened.";

    public static string Refused(int status) => $"The agent refused with HTTP status {status}. The log tells why.";

    public static string NoLog(string folder) => $"There is no log folder at {folder}.";

    public static string More(int count) => count == 1 ? "One more on the dashboard" : $"{count} more on the dashboard";
}
