using Porthole.Tray.Notices;

namespace Porthole.Tray.Win32;

/// <summary>The program's icon in the notification area.</summary>
internal sealed unsafe class NotificationIcon(nint window) : IDisposable
{
    private const uint Id = 1;

    // NIM_
    private const uint Add = 0;
    private const uint Modify = 1;
    private const uint Delete = 2;
    private const uint SetVersion = 4;

    // NIF_
    private const uint HasMessage = 0x01;
    private const uint HasIcon = 0x02;
    private const uint HasTip = 0x04;
    private const uint HasInfo = 0x10;

    /// <summary>Version 4 shows the plain tooltip only when told so.</summary>
    private const uint ShowTip = 0x80;

    // NIIF_
    private const uint OwnIcon = 0x04;
    private const uint NoSound = 0x10;
    private const uint LargeIcon = 0x20;
    private const uint RespectQuietTime = 0x80;

    /// <summary>With version 4 the keyboard works and every message carries the place on the screen.</summary>
    private const uint Version4 = 4;

    private bool _isShown;

    /// <summary>Shows the icon, or changes it. False when there is no taskbar to show it on yet.</summary>
    public bool Show(nint icon, string tip)
    {
        var data = Data(HasMessage | HasIcon | HasTip | ShowTip);
        data.CallbackMessage = WindowMessage.FromIcon;
        data.Icon = icon;
        Put(tip, data.Tip, NotifyIconData.TipCapacity);
        if (_isShown) return Shell32.NotifyIcon(Modify, &data);

        _isShown = Shell32.NotifyIcon(Add, &data);
        data.Version = Version4;
        if (_isShown) Shell32.NotifyIcon(SetVersion, &data);
        return _isShown;
    }

    /// <summary>
    /// Begins from nothing, because the taskbar is a new one. It says so too when only the scale of the screen changed
    /// and the old icon is still there (Windows documents it under "Taskbar Creation Notification").
    /// </summary>
    public void Forget()
    {
        Remove();
        _isShown = false;
    }

    /// <summary>Shows a balloon.</summary>
    /// <param name="notice">Its words; what is too long for a balloon is cut.</param>
    /// <param name="picture">The icon in it.</param>
    /// <param name="isAnswer">Whether it answers to a click: then it makes no sound, and quiet hours do not hold it back.</param>
    public void Tell(Notice notice, nint picture, bool isAnswer)
    {
        var data = Data(HasInfo | ShowTip);
        Put(notice.Text, data.Info, NotifyIconData.InfoCapacity);
        Put(notice.Title, data.InfoTitle, NotifyIconData.InfoTitleCapacity);
        data.InfoFlags = OwnIcon | LargeIcon | (isAnswer ? NoSound : RespectQuietTime);
        data.BalloonIcon = picture;
        Shell32.NotifyIcon(Modify, &data);
    }

    public void Dispose()
    {
        if (_isShown) Remove();
    }

    private void Remove()
    {
        var data = Data(0);
        Shell32.NotifyIcon(Delete, &data);
    }

    private NotifyIconData Data(uint flags) => new() { Size = (uint)sizeof(NotifyIconData), Window = window, Id = Id, Flags = flags };

    /// <summary>Copies a text into a field of fixed size that is zero so far, and leaves its last place zero.</summary>
    private static void Put(string text, char* field, int capacity) => text.AsSpan(0, Math.Min(text.Length, capacity - 1)).CopyTo(new Span<char>(field, capacity));
}
