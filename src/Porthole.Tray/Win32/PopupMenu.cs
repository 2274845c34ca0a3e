using Porthole.Tray.Drawing;
using Porthole.Tray.Menu;

namespace Porthole.Tray.Win32;

/// <summary>Shows a menu at a place on the screen and waits for the choice.</summary>
internal sealed unsafe class PopupMenu : IDisposable
{
    // MIIM_, MIM_, MNS_, MFT_, MFS_, TPM_
    private const uint MaskState = 0x01;
    private const uint MaskId = 0x02;
    private const uint MaskSubmenu = 0x04;
    private const uint MaskText = 0x40;
    private const uint MaskStyle = 0x10;
    private const uint MarksInCheckColumn = 0x04000000;
    private const uint MaskBitmap = 0x80;
    private const uint MaskType = 0x100;
    private const uint TypeSeparator = 0x800;
    private const uint StateDisabled = 0x03;
    private const uint StateDefault = 0x1000;
    private const uint RightButton = 0x02;
    private const uint BottomAlign = 0x20;
    private const uint ReturnCommand = 0x100;

    private readonly List<MenuCommand> _commands = [];
    private readonly nint[] _marks = new nint[(int)MenuMark.Problem + 1];
    private readonly nint _menu;

    public PopupMenu(IReadOnlyList<MenuItem> items) => _menu = Build(items);

    /// <summary>The command chosen; null when the menu was closed without a choice. Messages are handled meanwhile.</summary>
    public MenuCommand? Choose(nint window, int x, int y)
    {
        // Without the foreground the menu would stay when the user clicks elsewhere, and without the message
        // after it the next one would not open (Windows documents both under TrackPopupMenu).
        User32.SetForegroundWindow(window);
        var choice = User32.TrackPopupMenuEx(_menu, RightButton | BottomAlign | ReturnCommand, x, y, window, 0);
        User32.PostMessage(window, 0, 0, 0);
        return choice > 0 && choice <= _commands.Count ? _commands[choice - 1] : null;
    }

    public void Dispose()
    {
        User32.DestroyMenu(_menu);
        foreach (var bitmap in _marks) Gdi32.DeleteObject(bitmap);
    }

    private nint Build(IReadOnlyList<MenuItem> items)
    {
        var menu = User32.CreatePopupMenu();
        var info = new MenuInfo { Size = (uint)sizeof(MenuInfo), Mask = MaskStyle, Style = MarksInCheckColumn };
        User32.SetMenuInfo(menu, &info);
        for (var position = 0; position < items.Count; position++) Insert(menu, (uint)position, items[position]);
        return menu;
    }

    private void Insert(nint menu, uint position, MenuItem item)
    {
        // A tab starts the right column.
        var text = item.Detail.Length == 0 ? item.Text : $"{item.Text}\t{item.Detail}";
        fixed (char* characters = text)
        {
            var info = new MenuItemInfo
            {
                Size = (uint)sizeof(MenuItemInfo),
                Mask = MaskType | MaskText | MaskState,
                Type = item.IsSeparator ? TypeSeparator : 0,
                State = (item.IsEnabled || item.IsSeparator ? 0 : StateDisabled) | (item.IsDefault ? StateDefault : 0),
                Text = characters,
            };
            if (item.Command is { } command)
            {
                _commands.Add(command);
                info.Mask |= MaskId;
                info.Id = (uint)_commands.Count;
            }

            if (item.Children.Count > 0)
            {
                info.Mask |= MaskSubmenu;
                info.Submenu = Build(item.Children);
            }

            if (item.Mark != MenuMark.None)
            {
                info.Mask |= MaskBitmap;
                info.Bitmap = Mark(item.Mark);
            }

            User32.InsertMenuItem(menu, position, isPosition: true, &info);
        }
    }

    private nint Mark(MenuMark mark)
    {
        ref var bitmap = ref _marks[(int)mark];
        if (bitmap == 0) bitmap = Pictures.MenuBitmap(MarkIcon.Draw(mark, IconSize.MenuMark()));
        return bitmap;
    }
}
