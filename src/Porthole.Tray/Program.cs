using Porthole.Tray.Status;
using Porthole.Tray.Win32;

namespace Porthole.Tray;

/// <summary>The start of the tray.</summary>
internal static class Program
{
    /// <summary>Runs the tray until the user quits; 0, or 2 when the command line is not understood, or 1 where there is no notification area.</summary>
    [STAThread] // ShellExecute may hand over to a COM object, which wants a single-threaded apartment.
    private static int Main(string[] args)
    {
        if (!OperatingSystem.IsWindows())
        {
            Console.Error.WriteLine("porthole-tray: the notification area is part of Windows. Elsewhere the dashboard shows the same: porthole open");
            return 1;
        }

        if (TrayArguments.Parse(args) is not { } arguments)
        {
            // Without a console there is no other place to say it.
            _ = User32.MessageBox(0, TrayArguments.Usage, Texts.Product, 0);
            return 2;
        }

        using var instance = SingleInstance.TryTake();
        if (instance is null)
        {
            SingleInstance.ActivateOther();
            return 0;
        }

        using var application = new TrayApplication(arguments.Folder, TimeProvider.System);
        application.Run();
        return 0;
    }
}
