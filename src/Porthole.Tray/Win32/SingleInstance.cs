namespace Porthole.Tray.Win32;

/// <summary>Lets one tray run a session.</summary>
internal sealed class SingleInstance : IDisposable
{
    /// <summary>Names under <c>Local\</c> belong to one session: another user's session has a tray of its own.</summary>
    private const string Name = @"Local\Porthole.Tray";

    private readonly Mutex _mutex;

    private SingleInstance(Mutex mutex) => _mutex = mutex;

    /// <summary>Null when a tray runs in this session already.</summary>
    public static SingleInstance? TryTake()
    {
        var mutex = new Mutex(initiallyOwned: false, Name, out var isNew);
        if (isNew) return new SingleInstance(mutex);
        mutex.Dispose();
        return null;
    }

    /// <summary>The message by which a second start asks the running tray to open the dashboard.</summary>
    public static uint ActivateMessage() => User32.RegisterWindowMessage("Porthole.Tray.Activate");

    /// <summary>Asks the running tray to do what a click on it does.</summary>
    public static void ActivateOther() => User32.PostMessage(User32.FindWindow(HiddenWindow.ClassName, title: null), ActivateMessage(), 0, 0);

    public void Dispose() => _mutex.Dispose();
}
