using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Windows;

/// <summary>What a machine must have to run the Windows build; <c>tests/run.sh</c> installs what Debian offers.</summary>
internal static class WineRequirements
{
    public const string Wine = "/usr/lib/wine/wine64";
    public const string WineServer = "/usr/lib/wine/wineserver64";

    // Program and the Debian package that it comes in.
    private static readonly (string Program, string Package)[] Tools =
        [(Wine, "wine64"), (WineServer, "wine64"), ("Xvfb", "xvfb"), ("xdotool", "xdotool"), ("import", "imagemagick"), ("xclip", "xclip"), ("xwininfo", "x11-utils")];

    /// <summary>Why the Windows build cannot run on this machine; null when it can.</summary>
    public static string? Missing { get; } = FindMissing();

    private static string? FindMissing()
    {
        if (!OperatingSystem.IsLinux()) return "The Windows build is run by Wine on Linux; on Windows start it by hand.";
        return Tools.FirstOrDefault(tool => LabRequirements.Find(tool.Program) is null) is { Program: { } missing, Package: var package }
            ? $"Running the Windows build needs {missing} (Debian's {package}), which is not installed; tests/run.sh installs it."
            : null;
    }
}
