using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Porthole.Tray.Win32;

/// <summary>
/// The window that receives what concerns the tray. It is never shown, but is an ordinary top-level window:
/// a message-only window would not hear of a restarted Explorer, a changed theme or the end of the session.
/// </summary>
internal sealed unsafe class HiddenWindow : IDisposable
{
    /// <summary>By this name a second start of the program finds the first.</summary>
    public const string ClassName = "Porthole.Tray";

    private const int UserData = -21; // GWLP_USERDATA

    private readonly Func<uint, nuint, nint, bool> _handle;
    private GCHandle _self;

    /// <param name="handle">Called on the window's thread with message, wParam and lParam; true when Windows need not do anything with it.</param>
    public HiddenWindow(Func<uint, nuint, nint, bool> handle)
    {
        _handle = handle;
        _self = GCHandle.Alloc(this);
        var instance = Kernel32.GetModuleHandle(null);
        fixed (char* className = ClassName)
        {
            var windowClass = new WindowClass
            {
                Size = (uint)sizeof(WindowClass),
                Procedure = &Procedure,
                Instance = instance,
                ClassName = className,
            };
            if (User32.RegisterClassEx(&windowClass) == 0) throw new Win32Exception();
        }

        Handle = User32.CreateWindowEx(0, ClassName, "Porthole", 0, 0, 0, 0, 0, 0, 0, instance, GCHandle.ToIntPtr(_self));
        if (Handle == 0) throw new Win32Exception();
    }

    public nint Handle { get; }

    /// <summary>Handles messages until <see cref="Quit"/>.</summary>
    public static void Run()
    {
        Message message;
        while (User32.GetMessage(&message, 0, 0, 0) > 0) User32.DispatchMessage(&message);
    }

    /// <summary>Ends <see cref="Run"/>.</summary>
    public static void Quit() => User32.PostQuitMessage(0);

    /// <summary>May be called from any thread.</summary>
    public void Post(uint message) => User32.PostMessage(Handle, message, 0, 0);

    /// <summary>Sends <see cref="WindowMessage.Timer"/> with the id after a time; a timer of the same id starts anew.</summary>
    public void StartTimer(nuint id, TimeSpan after) => User32.SetTimer(Handle, id, (uint)Math.Ceiling(after.TotalMilliseconds), 0);

    public void StopTimer(nuint id) => User32.KillTimer(Handle, id);

    public void Dispose()
    {
        User32.DestroyWindow(Handle);
        _self.Free();
    }

    [UnmanagedCallersOnly]
    private static nint Procedure(nint window, uint message, nuint wParam, nint lParam)
    {
        if (message == WindowMessage.NonClientCreate)
            User32.SetWindowLongPtr(window, UserData, Unsafe.Read<CreateParameters>((void*)lParam).Parameter);

        var self = User32.GetWindowLongPtr(window, UserData);
        return self != 0 && GCHandle.FromIntPtr(self).Target is HiddenWindow hidden && hidden._handle(message, wParam, lParam)
            ? 0
            : User32.DefWindowProc(window, message, wParam, lParam);
    }
}
